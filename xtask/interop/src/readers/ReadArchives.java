// Reads ZIP archives with the readers of the Java platform.
//
// java ReadArchives.java ZipFile|ZipInputStream ARCHIVES FOLDER: ARCHIVES has archives, each after its length in four
// bytes. Prints a line for each: the number of entries and a digest of their names and contents in order, or "error"
// and a reason.

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

final class ReadArchives {
    public static void main(String[] arguments) throws Exception {
        var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        Path file = Path.of(arguments[2]).resolve("archive.zip");
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(Path.of(arguments[1]))))) {
            while (in.available() > 0) {
                byte[] archive = in.readNBytes(in.readInt());
                out.println(arguments[0].equals("ZipFile") ? read(archive, file) : read(archive));
            }
        }
        out.flush();
    }

    // From the directory.
    static String read(byte[] archive, Path file) throws Exception {
        Files.write(file, archive);
        var found = new Found();
        try (var zip = new ZipFile(file.toFile())) {
            if (zip.getComment() != null) return "error: a comment";
            for (var entries = zip.entries(); entries.hasMoreElements();) {
                ZipEntry entry = entries.nextElement();
                found.add(entry, zip.getInputStream(entry).readAllBytes());
            }
        } catch (Exception fault) {
            return error(fault);
        } finally {
            Files.delete(file);
        }
        return found.toString();
    }

    // From entry to entry.
    static String read(byte[] archive) throws Exception {
        var found = new Found();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                found.add(entry, zip.readAllBytes());
            }
        } catch (Exception fault) {
            return error(fault);
        }
        return found.toString();
    }

    static String error(Exception fault) {
        return "error: " + String.valueOf(fault).replaceAll("\\s+", " ");
    }

    static final class Found {
        final MessageDigest digest = MessageDigest.getInstance("SHA-256");
        int count;

        Found() throws Exception {}

        void add(ZipEntry entry, byte[] content) throws Exception {
            if (entry.isDirectory()) throw new Exception("a folder");
            count++;
            part(entry.getName().getBytes(StandardCharsets.UTF_8));
            part(content);
        }

        void part(byte[] bytes) {
            digest.update(ByteBuffer.allocate(8).putLong(bytes.length).array());
            digest.update(bytes);
        }

        @Override
        public String toString() {
            return count + " " + HexFormat.of().formatHex(digest.digest());
        }
    }
}
