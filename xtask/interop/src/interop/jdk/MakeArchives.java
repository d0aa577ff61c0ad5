// Archives files with the Java platform.
//
// java MakeArchives.java FOLDER FILE...: writes java.zip and others into FOLDER.

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

final class MakeArchives {
    interface Adjustment {
        void adjust(ZipEntry entry, byte[] content);
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        List<String> names = Arrays.asList(arguments).subList(1, arguments.length);
        FileTime time = FileTime.fromMillis(1893456000000L);
        write(folder.resolve("java.zip"), names, Deflater.DEFAULT_COMPRESSION, (entry, content) -> {});
        write(folder.resolve("java-best.zip"), names, Deflater.BEST_COMPRESSION, (entry, content) -> {});
        write(folder.resolve("java-with-a-time.zip"), names, Deflater.DEFAULT_COMPRESSION, (entry, content) -> {
            entry.setLastModifiedTime(time);
        });
        write(folder.resolve("java-with-all-times.zip"), names, Deflater.DEFAULT_COMPRESSION, (entry, content) -> {
            entry.setLastModifiedTime(time).setLastAccessTime(time).setCreationTime(time);
        });
        write(folder.resolve("java-stored.zip"), names, Deflater.DEFAULT_COMPRESSION, (entry, content) -> {
            CRC32 checksum = new CRC32();
            checksum.update(content);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(content.length);
            entry.setCrc(checksum.getValue());
        });
    }

    static void write(Path archive, List<String> names, int level, Adjustment adjustment) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.setLevel(level);
            for (String name : names) {
                byte[] content = Files.readAllBytes(Path.of(name));
                ZipEntry entry = new ZipEntry(name);
                adjustment.adjust(entry, content);
                zip.putNextEntry(entry);
                zip.write(content);
                zip.closeEntry();
            }
        }
    }
}
