// Reads messages with the JAXB classes of the official Java client, and prints the median nanoseconds that each takes.
//
// Arguments: files with one message each. One line for each, in their order.

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.xml.bind.JAXBContext;
import javax.xml.bind.JAXBException;
import javax.xml.transform.stream.StreamSource;

public class DecodeMessages {
    // The same number and length of rounds as on our side.
    private static final int ROUNDS = 31;
    private static final long ROUND_NANOS = 8_000_000;
    // For the compiler of the virtual machine.
    private static final long WARM_UP_NANOS = 3_000_000_000L;

    private static Object last;

    public static void main(String[] files) throws Exception {
        // Made once, as the client does.
        JAXBContext context = JAXBContext.newInstance("no.digipost.signature.api.xml");
        for (String file : files) {
            byte[] message = Files.readAllBytes(Path.of(file));
            long start = System.nanoTime();
            long count = 0;
            while (System.nanoTime() - start < WARM_UP_NANOS) {
                decode(context, message);
                count++;
            }
            long perRound = Math.max(1, count * ROUND_NANOS / WARM_UP_NANOS);
            double[] rounds = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                long from = System.nanoTime();
                for (long i = 0; i < perRound; i++) {
                    decode(context, message);
                }
                rounds[round] = (double) (System.nanoTime() - from) / perRound;
            }
            Arrays.sort(rounds);
            System.out.println(Math.round(rounds[ROUNDS / 2]));
        }
        if (last == null) {
            throw new IllegalStateException("expected messages, found none");
        }
    }

    private static void decode(JAXBContext context, byte[] message) throws JAXBException {
        last = context.createUnmarshaller().unmarshal(new StreamSource(new ByteArrayInputStream(message)));
    }
}
