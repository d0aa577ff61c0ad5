// Verifies packages with the XML signatures, ZIP reader and certificate paths of the Java platform.
//
// java VerifyPackages.java ROOT [TIME PACKAGE]...: prints a line for each package: it, a tab, and "accepted", or
// "refused" and a reason, or "fault" if this program is at fault.

import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.Security;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipInputStream;
import javax.xml.crypto.OctetStreamData;
import javax.xml.crypto.URIReferenceException;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

final class VerifyPackages {
    static final String XADES = "http://uri.etsi.org/01903/v1.3.2#";
    static final XMLSignatureFactory FACTORY = XMLSignatureFactory.getInstance("DOM");

    // What is left of the platform's policy: it no longer takes SHA-1 and XSLT, which other verifiers do.
    static final String POLICY = "disallowReferenceUriSchemes file http https,noDuplicateIds,noRetrievalMethodLoops";

    public static void main(String[] arguments) throws Exception {
        Security.setProperty("jdk.xml.dsig.secureValidationPolicy", POLICY);
        X509Certificate root = certificate(Files.readAllBytes(Path.of(arguments[0])));
        for (int index = 1; index < arguments.length; index += 2) {
            byte[] archive = Files.readAllBytes(Path.of(arguments[index + 1]));
            String found;
            try {
                verify(archive, root, Instant.parse(arguments[index]));
                found = "accepted";
            } catch (NullPointerException | ClassCastException | IndexOutOfBoundsException fault) {
                found = "fault: " + String.valueOf(fault).replaceAll("\\s+", " ");
            } catch (Exception fault) {
                found = "refused: " + String.valueOf(fault).replaceAll("\\s+", " ");
            }
            System.out.println(arguments[index + 1] + "\t" + found);
        }
    }

    static void verify(byte[] archive, X509Certificate root, Instant time) throws Exception {
        Map<String, byte[]> files = unzip(archive);
        var builders = DocumentBuilderFactory.newInstance();
        builders.setNamespaceAware(true);
        builders.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        byte[] xml = require(files.get("META-INF/signatures.xml"), "no signature file");
        Document document = builders.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
        Element properties = only(document, XADES, "SignedProperties");

        List<X509Certificate> certificates = new ArrayList<>();
        var inSignature = document.getElementsByTagNameNS(XMLSignature.XMLNS, "X509Certificate");
        for (int index = 0; index < inSignature.getLength(); index++) {
            Node node = inSignature.item(index);
            if (!"X509Data".equals(node.getParentNode().getLocalName())) continue;
            certificates.add(certificate(Base64.getMimeDecoder().decode(node.getTextContent())));
        }
        X509Certificate signer = signer(only(document, XADES, "CertDigest"), certificates);
        var context = new DOMValidateContext(signer.getPublicKey(), only(document, XMLSignature.XMLNS, "Signature"));
        context.setIdAttributeNS(properties, null, "Id");
        Set<String> signed = new HashSet<>();
        context.setURIDereferencer((reference, within) -> {
            if (reference.getURI() == null) throw new URIReferenceException("a reference without a URI");
            if (reference.getURI().startsWith("#")) return FACTORY.getURIDereferencer().dereference(reference, within);
            String name = URLDecoder.decode(reference.getURI(), StandardCharsets.UTF_8);
            byte[] content = files.get(name);
            if (content == null) throw new URIReferenceException("no such file");
            signed.add(name);
            return new OctetStreamData(new ByteArrayInputStream(content));
        });
        XMLSignature signature = FACTORY.unmarshalXMLSignature(context);
        require(signature.validate(context) ? signature : null, "the signature or a digest is wrong");
        boolean isSigned = false;
        for (Reference reference : signature.getSignedInfo().getReferences()) {
            isSigned |= reference.getURI().equals("#" + properties.getAttribute("Id"));
        }
        require(isSigned ? signature : null, "the signed properties are not signed");
        for (String name : files.keySet()) {
            boolean exempt = name.startsWith("META-INF/") || name.equals("mimetype");
            require(exempt || signed.contains(name) ? name : null, "a file is not signed");
        }
        validatePath(signer, certificates, root, time);
    }

    static Map<String, byte[]> unzip(byte[] archive) throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] content = zip.readNBytes(17 << 20);
                require(content.length <= 16 << 20 ? content : null, "a file is too large");
                require(files.put(entry.getName(), content) == null ? entry : null, "a file is there twice");
            }
        }
        return files;
    }

    // The certificate that the signed properties name.
    static X509Certificate signer(Element digest, List<X509Certificate> certificates) throws Exception {
        Element method = (Element) digest.getElementsByTagNameNS(XMLSignature.XMLNS, "DigestMethod").item(0);
        String algorithm = method.getAttribute("Algorithm").equals(DigestMethod.SHA256) ? "SHA-256" : "SHA-1";
        String value = digest.getElementsByTagNameNS(XMLSignature.XMLNS, "DigestValue").item(0).getTextContent();
        byte[] expected = Base64.getMimeDecoder().decode(value);
        for (X509Certificate certificate : certificates) {
            byte[] found = MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
            if (Arrays.equals(found, expected)) return certificate;
        }
        throw new Exception("no certificate of that digest");
    }

    static void validatePath(X509Certificate leaf, List<X509Certificate> others, X509Certificate root, Instant time)
            throws Exception {
        List<X509Certificate> path = new ArrayList<>(List.of(leaf));
        for (X509Certificate other : others) {
            if (!other.equals(leaf) && !other.equals(root)) path.add(other);
        }
        boolean[] usage = leaf.getKeyUsage();
        require(usage == null || usage[0] ? leaf : null, "the certificate is not for signatures");
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(time));
        var factory = CertificateFactory.getInstance("X.509");
        CertPathValidator.getInstance("PKIX").validate(factory.generateCertPath(path), parameters);
    }

    static X509Certificate certificate(byte[] der) throws Exception {
        var factory = CertificateFactory.getInstance("X.509");
        return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
    }

    static Element only(Document document, String namespace, String name) throws Exception {
        var found = document.getElementsByTagNameNS(namespace, name);
        require(found.getLength() == 1 ? found : null, "expected one " + name + ", found " + found.getLength());
        return (Element) found.item(0);
    }

    static <T> T require(T value, String otherwise) throws Exception {
        if (value == null) throw new Exception(otherwise);
        return value;
    }
}
