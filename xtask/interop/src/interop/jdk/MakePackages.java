// Makes packages with the XML signatures and ZIP archives of the Java platform, for our verifier.
//
// java MakePackages.java FOLDER SIGNING-TIME: takes key.pk8, other.pk8, sender.der, issuing.der and root.der from the
// folder, and writes its packages into jdk/ below it.

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.xml.crypto.OctetStreamData;
import javax.xml.crypto.URIDereferencer;
import javax.xml.crypto.dom.DOMStructure;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignatureMethod;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLObject;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

final class MakePackages {
    static final String ASIC = "http://uri.etsi.org/2918/v1.2.1#";
    static final String XADES = "http://uri.etsi.org/01903/v1.3.2#";
    static final String C14N_11 = "http://www.w3.org/2006/12/xml-c14n11";
    static final String RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    static final String SIGNATURES = "META-INF/signatures.xml";
    static final XMLSignatureFactory FACTORY = XMLSignatureFactory.getInstance("DOM");

    final Path folder;
    final String signingTime;
    final List<X509Certificate> chain = new ArrayList<>();

    // What makes a package differ from the one of the official client.
    String c14n = CanonicalizationMethod.INCLUSIVE;
    String digest = DigestMethod.SHA256;
    String key = "key.pk8";
    boolean prefixes, rawNames, indented;
    String unsigned = "", external;
    Consumer<Document> change = document -> {};
    Consumer<Map<String, byte[]>> repack = files -> {};

    MakePackages(Path folder, String signingTime) throws Exception {
        this.folder = folder;
        this.signingTime = signingTime;
        for (String name : List.of("sender.der", "issuing.der", "root.der")) {
            byte[] der = Files.readAllBytes(folder.resolve(name));
            var factory = CertificateFactory.getInstance("X.509");
            chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Files.createDirectories(folder.resolve("jdk"));
        Map<String, Consumer<MakePackages>> all = new LinkedHashMap<>();
        all.put("plain", p -> {});
        all.put("prefixes", p -> p.prefixes = true);
        all.put("indented", p -> p.indented = true);
        all.put("prefixes-indented", p -> p.prefixes = p.indented = true);
        all.put("c14n11", p -> p.c14n = C14N_11);
        all.put("raw-names", p -> p.rawNames = true);
        all.put("media-type", p -> p.repack = files -> {
            var old = new LinkedHashMap<>(files);
            files.clear();
            files.put("mimetype", bytes("application/vnd.etsi.asic-e+zip"));
            files.putAll(old);
        });
        all.put("exclusive", p -> p.c14n = CanonicalizationMethod.EXCLUSIVE);
        all.put("exclusive-prefixes", p -> { p.c14n = CanonicalizationMethod.EXCLUSIVE; p.prefixes = true; });
        all.put("changed-document", p -> p.repack = files -> files.put("vedlegg.txt", bytes("noe annet")));
        all.put("changed-properties", p -> p.change = document ->
            first(document, XADES, "SigningTime").setTextContent("2031-01-31T12:00:00Z"));
        all.put("wrong-digest", p -> p.change = document ->
            first(document, XMLSignature.XMLNS, "DigestValue").setTextContent("A".repeat(43) + "="));
        all.put("missing-reference", p -> p.unsigned = "vedlegg.txt");
        all.put("extra-file", p -> p.repack = files -> files.put("mer.txt", bytes("ikke signert")));
        all.put("wrong-key", p -> p.key = "other.pk8");
        all.put("sha512", p -> p.digest = DigestMethod.SHA512);
        all.put("external", p -> p.external = "https://dokumenter.example/avtale.pdf");
        for (var entry : all.entrySet()) {
            var maker = new MakePackages(folder, arguments[1]);
            entry.getValue().accept(maker);
            maker.write(folder.resolve("jdk").resolve(entry.getKey() + ".asice"));
        }
    }

    // As the official client writes archives: deflated, with the sizes behind the content.
    void write(Path path) throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("avtale om leie (æøå).pdf", bytes("%PDF-1.7 oppdiktet"));
        files.put("vedlegg.txt", bytes("oppdiktet"));
        files.put("manifest.xml", bytes("<manifest/>"));
        files.put(SIGNATURES, signature(files));
        repack.accept(files);
        try (var zip = new ZipOutputStream(Files.newOutputStream(path))) {
            for (var file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        }
    }

    byte[] signature(Map<String, byte[]> files) throws Exception {
        var builders = DocumentBuilderFactory.newInstance();
        builders.setNamespaceAware(true);
        Document document = builders.newDocumentBuilder().newDocument();
        Element root = document.createElementNS(ASIC, prefix("asic") + "XAdESSignatures");
        document.appendChild(root);

        var sha256 = FACTORY.newDigestMethod(digest, null);
        List<Reference> references = new ArrayList<>();
        Element formats = document.createElementNS(XADES, prefix("xades") + "SignedDataObjectProperties");
        Map<String, byte[]> byUri = new LinkedHashMap<>();
        for (String name : files.keySet()) {
            if (name.equals(unsigned)) continue;
            String id = "ID_" + references.size();
            String uri = rawNames ? name.replace(" ", "%20") : URLEncoder.encode(name, StandardCharsets.UTF_8);
            byUri.put(uri, files.get(name));
            references.add(FACTORY.newReference(uri, sha256, null, null, id));
            add(formats, id, name.endsWith(".pdf") ? "application/pdf" : "text/plain");
        }
        if (external != null) {
            byUri.put(external, bytes("langt borte"));
            references.add(FACTORY.newReference(external, sha256, null, null, "ID_external"));
            add(formats, "ID_external", "application/pdf");
        }
        Transform canonical = FACTORY.newTransform(CanonicalizationMethod.INCLUSIVE, (TransformParameterSpec) null);
        references.add(FACTORY.newReference(
            "#SignedProperties", sha256, List.of(canonical), "http://uri.etsi.org/01903#SignedProperties", null));

        Element qualifying = element(document, XADES, "QualifyingProperties");
        qualifying.setAttribute("Target", "#Signature");
        Element properties = child(qualifying, XADES, "SignedProperties");
        properties.setAttribute("Id", "SignedProperties");
        addAboutSignature(child(properties, XADES, "SignedSignatureProperties"));
        properties.appendChild(formats);
        if (indented) indent(qualifying, 3);

        XMLObject object = FACTORY.newXMLObject(List.of(new DOMStructure(qualifying)), null, null, null);
        KeyInfoFactory keys = FACTORY.getKeyInfoFactory();
        KeyInfo keyInfo = keys.newKeyInfo(List.of(keys.newX509Data(chain)));
        var info = FACTORY.newSignedInfo(
            FACTORY.newCanonicalizationMethod(c14n, (C14NMethodParameterSpec) null),
            FACTORY.newSignatureMethod(RSA_SHA256, null), references);
        XMLSignature signature = FACTORY.newXMLSignature(info, keyInfo, List.of(object), "Signature", null);

        PrivateKey privateKey = KeyFactory.getInstance("RSA")
            .generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(folder.resolve(key))));
        var context = new DOMSignContext(privateKey, root);
        context.setURIDereferencer(dereferencer(byUri));
        context.setIdAttributeNS(properties, null, "Id");
        context.setDefaultNamespacePrefix(prefixes ? "ds" : "");
        signature.sign(context);
        if (indented) indentAndSignAgain(document, byUri, privateKey);
        change.accept(document);
        return serialize(document);
    }

    void addAboutSignature(Element about) throws Exception {
        child(about, XADES, "SigningTime").setTextContent(signingTime);
        Element certificate = child(child(about, XADES, "SigningCertificate"), XADES, "Cert");
        Element digest = child(certificate, XADES, "CertDigest");
        child(digest, XMLSignature.XMLNS, "DigestMethod").setAttribute("Algorithm", DigestMethod.SHA1);
        byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(chain.get(0).getEncoded());
        child(digest, XMLSignature.XMLNS, "DigestValue").setTextContent(Base64.getEncoder().encodeToString(sha1));
        Element issuer = child(certificate, XADES, "IssuerSerial");
        child(issuer, XMLSignature.XMLNS, "X509IssuerName").setTextContent(
            chain.get(0).getIssuerX500Principal().getName());
        child(issuer, XMLSignature.XMLNS, "X509SerialNumber").setTextContent(chain.get(0).getSerialNumber().toString());
    }

    void add(Element formats, String id, String mediaType) {
        Element format = child(formats, XADES, "DataObjectFormat");
        format.setAttribute("ObjectReference", "#" + id);
        child(format, XADES, "MimeType").setTextContent(mediaType);
    }

    // Blanks and comments inside what is signed, which the platform's own signatures never have. It canonicalizes
    // them when it verifies, so that much is asked of it before the signature is made again.
    void indentAndSignAgain(Document document, Map<String, byte[]> files, PrivateKey privateKey) throws Exception {
        Element signature = first(document, XMLSignature.XMLNS, "Signature");
        Element info = first(document, XMLSignature.XMLNS, "SignedInfo");
        indent(info, 2);
        info.insertBefore(document.createComment(" not signed "), info.getFirstChild());
        info.insertBefore(document.createProcessingInstruction("signed", "as it is"), info.getFirstChild());
        var context = new DOMValidateContext(chain.get(0).getPublicKey(), signature);
        context.setProperty("javax.xml.crypto.dsig.cacheReference", true);
        context.setURIDereferencer(dereferencer(files));
        context.setIdAttributeNS(first(document, XADES, "SignedProperties"), null, "Id");
        XMLSignature read = FACTORY.unmarshalXMLSignature(context);
        read.validate(context);
        Signature rsa = Signature.getInstance("SHA256withRSA");
        rsa.initSign(privateKey);
        rsa.update(read.getSignedInfo().getCanonicalizedData().readAllBytes());
        first(document, XMLSignature.XMLNS, "SignatureValue").setTextContent(
            "\n  " + Base64.getMimeEncoder().encodeToString(rsa.sign()) + "\r\n");
    }

    static void indent(Element element, int depth) {
        List<Element> children = new ArrayList<>();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) children.add(child);
        }
        for (Element child : children) {
            element.insertBefore(element.getOwnerDocument().createTextNode("\n" + "\t".repeat(depth)), child);
            indent(child, depth + 1);
        }
        if (!children.isEmpty()) element.appendChild(element.getOwnerDocument().createTextNode("\n  "));
    }

    static URIDereferencer dereferencer(Map<String, byte[]> files) {
        return (reference, context) -> {
            byte[] content = files.get(reference.getURI());
            return content != null
                ? new OctetStreamData(new ByteArrayInputStream(content))
                : FACTORY.getURIDereferencer().dereference(reference, context);
        };
    }

    static byte[] serialize(Document document) throws Exception {
        var output = new java.io.ByteArrayOutputStream();
        var transformer = TransformerFactory.newInstance().newTransformer();
        transformer.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
        transformer.transform(new DOMSource(document), new StreamResult((OutputStream) output));
        return output.toByteArray();
    }

    String prefix(String prefix) {
        return prefixes ? prefix + ":" : "";
    }

    // Namespaces are declared where a serializer needs them: declared as attributes, they are also in canonical forms.
    Element element(Document document, String namespace, String name) {
        String prefix = namespace.equals(XADES) ? prefix("xades") : prefixes ? "ds:" : "ns2:";
        Element element = document.createElementNS(namespace, prefix + name);
        if (name.equals("QualifyingProperties")) {
            String xmlns = "http://www.w3.org/2000/xmlns/";
            element.setAttributeNS(xmlns, prefixes ? "xmlns:xades" : "xmlns", XADES);
            if (!prefixes) element.setAttributeNS(xmlns, "xmlns:ns2", XMLSignature.XMLNS);
        }
        return element;
    }

    Element child(Element parent, String namespace, String name) {
        Element child = element(parent.getOwnerDocument(), namespace, name);
        parent.appendChild(child);
        return child;
    }

    static Element first(Document document, String namespace, String name) {
        return (Element) document.getElementsByTagNameNS(namespace, name).item(0);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
