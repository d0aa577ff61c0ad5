// Writes the key of one PKCS#12 file anew with Bouncy Castle: as its key store does, in BER; with PBMAC1; and with PBMAC1
// and another password for the key.
// The input and so the outputs are SYNTHETIC. Run by make.sh.

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.bc.BcPKCS12PBMac1CalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

class BouncyCastle {
    public static void main(String[] files) throws Exception {
        char[] password = "synthetic".toCharArray();
        BouncyCastleProvider provider = new BouncyCastleProvider();
        KeyStore from = KeyStore.getInstance("PKCS12", provider);
        from.load(new FileInputStream(files[0]), password);
        PrivateKey key = (PrivateKey) from.getKey("avsender", password);
        Certificate[] chain = from.getCertificateChain("avsender");

        KeyStore to = KeyStore.getInstance("PKCS12", provider);
        to.load(null, null);
        to.setKeyEntry("avsender", key, password, chain);
        to.store(new FileOutputStream(files[1]), password);

        AlgorithmIdentifier hmac = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA512);
        PBKDF2Params derivation = new PBKDF2Params("SYNTHETIC".getBytes(), 2048, 32,
            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256));
        AlgorithmIdentifier pbkdf2 = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBKDF2, derivation);
        PKCS12SafeBag[] certificates = new PKCS12SafeBag[chain.length];
        for (int i = 0; i < chain.length; i++) {
            certificates[i] = new JcaPKCS12SafeBagBuilder((X509Certificate) chain[i]).build();
        }
        OutputEncryptor encryptor = encryptor(provider, password);
        OutputEncryptor another = encryptor(provider, "anotherone".toCharArray());
        for (int i = 2; i < files.length; i++) {
            PKCS12PfxPduBuilder builder = new PKCS12PfxPduBuilder();
            builder.addEncryptedData(encryptor, certificates);
            builder.addData(new JcaPKCS12SafeBagBuilder(key, i == 2 ? encryptor : another).build());
            PBMAC1Params parameters = new PBMAC1Params(pbkdf2, hmac);
            try (FileOutputStream out = new FileOutputStream(files[i])) {
                out.write(builder.build(new BcPKCS12PBMac1CalculatorBuilder(parameters), password).getEncoded());
            }
        }
    }

    private static OutputEncryptor encryptor(BouncyCastleProvider provider, char[] password) throws Exception {
        return new JcePKCSPBEOutputEncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
            .setProvider(provider).build(password);
    }
}
