// Validates messages with the schema validator of the Java platform, as the service does.
//
// Arguments: the schema, then files with one message each. Prints `valid` or `invalid` for each, in their order.

import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.xml.sax.SAXException;

public class ValidateMessages {
    public static void main(String[] arguments) throws Exception {
        SchemaFactory factory = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI);
        Schema schema = factory.newSchema(new File(arguments[0]));
        for (String file : Arrays.asList(arguments).subList(1, arguments.length)) {
            System.out.println(isValid(schema, file) ? "valid" : "invalid");
        }
    }

    private static boolean isValid(Schema schema, String file) throws IOException {
        try {
            schema.newValidator().validate(new StreamSource(new File(file)));
            return true;
        } catch (SAXException error) {
            return false;
        }
    }
}
