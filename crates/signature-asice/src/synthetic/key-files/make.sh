#!/bin/sh
# Makes the key files beside it, once. All keys and certificates in them are SYNTHETIC.
#
# Salts are random, so a second run gives other bytes. Needs OpenSSL 3, JDK 17 and Python 3, and in CLASSPATH the
# Bouncy Castle jars (bcprov, bcpkix, bcutil) for the three files they make.
set -eu
cd "$(dirname "$0")"
key=../sender-key.pem
scratch=$(mktemp -d)
trap 'rm -r "$scratch"' EXIT
cat ../issuer.pem ../root.pem > "$scratch/above.pem"

p12() { # file, password, further options
    file=$1 password=$2
    shift 2
    openssl pkcs12 -export -inkey $key -in ../sender.pem -certfile "$scratch/above.pem" \
        -passout "pass:$password" -out "$file" "$@"
}
p12 openssl-modern.p12 synthetic -name avsender
p12 openssl-legacy.p12 synthetic -name avsender -legacy
p12 openssl-rc2-128.p12 synthetic -legacy -keypbe PBE-SHA1-2DES -certpbe PBE-SHA1-RC2-128
p12 openssl-windows.p12 synthetic -legacy -iter 2000 -LMK -CSP 'Microsoft Enhanced Cryptographic Provider v1.0'
p12 openssl-unencrypted.p12 synthetic -keypbe NONE -certpbe NONE
p12 openssl-open-certificates.p12 synthetic -certpbe NONE
p12 openssl-sha512-mac.p12 synthetic -macalg sha512 -keypbe aes-192-cbc -certpbe aes-128-cbc
p12 openssl-sha224-mac.p12 synthetic -macalg sha224 -keypbe des-ede3-cbc -certpbe aes-256-cbc
p12 openssl-sha384-mac.p12 synthetic -macalg sha384
p12 openssl-no-mac.p12 synthetic -nomac
p12 openssl-nothing.p12 '' -nomac -keypbe NONE -certpbe NONE
p12 openssl-empty-password.p12 ''
p12 openssl-empty-password-legacy.p12 '' -legacy
p12 openssl-norwegian-password.p12 'blåbærsyltetøy€😀'
p12 openssl-norwegian-password-legacy.p12 'blåbærsyltetøy€😀' -legacy
p12 openssl-100000-rounds.p12 synthetic -iter 100000
# Three certificates of one key, and one of a stranger; the localKeyId says which is meant.
cat ../encryption.pem ../nobody.pem ../issuer.pem ../root.pem ../avsender.pem > "$scratch/crowd.pem"
openssl pkcs12 -export -inkey $key -in ../sender.pem -certfile "$scratch/crowd.pem" -passout pass:synthetic \
    -out openssl-crowd.p12
openssl pkcs12 -export -nocerts -inkey $key -passout pass:synthetic -out openssl-no-certificate.p12
openssl pkcs12 -export -nokeys -in ../sender.pem -passout pass:synthetic -out openssl-no-key.p12
openssl req -x509 -new -key ../small-key.pem -subj '/CN=SYNTHETIC' -days 36500 -out "$scratch/small.pem"
openssl pkcs12 -export -inkey ../small-key.pem -in "$scratch/small.pem" -passout pass:synthetic \
    -out openssl-small-key.p12
openssl ecparam -name prime256v1 -genkey -noout -out "$scratch/ec.pem"
openssl req -x509 -new -key "$scratch/ec.pem" -subj '/CN=SYNTHETIC' -days 36500 -out "$scratch/ec-certificate.pem"
openssl pkcs12 -export -inkey "$scratch/ec.pem" -in "$scratch/ec-certificate.pem" -passout pass:synthetic \
    -out openssl-elliptic.p12
openssl pkcs12 -export -inkey $key -in ../sender.pem -legacy -certpbe PBE-SHA1-RC4-128 -passout pass:synthetic \
    -out openssl-rc4.p12

openssl rsa -in $key -traditional -out pkcs1.pem
openssl rsa -in $key -traditional -aes128 -passout pass:synthetic -out proc-type.pem
openssl pkcs8 -topk8 -in $key -passout pass:synthetic -out pbes2.pem
openssl pkcs8 -topk8 -in $key -passout pass:synthetic -v2 des3 -v2prf hmacWithSHA1 -out pbes2-sha1-3des.pem
openssl pkcs8 -topk8 -in $key -passout pass:synthetic -v2 aes-128-cbc -v2prf hmacWithSHA224 -out pbes2-sha224.pem
openssl pkcs8 -topk8 -in $key -passout pass:synthetic -v2 aes-192-cbc -v2prf hmacWithSHA384 -out pbes2-sha384.pem
openssl pkcs8 -topk8 -in $key -passout pass:synthetic -v2 aes-256-cbc -v2prf hmacWithSHA512 -out pbes2-sha512.pem
openssl pkcs8 -topk8 -in $key -passout pass:synthetic -v1 PBE-SHA1-3DES -out pbes1.pem
openssl pkcs8 -topk8 -in $key -passout pass:synthetic -v1 PBE-MD5-DES -provider legacy -provider default \
    -out pbes1-md5-des.pem
openssl pkcs8 -topk8 -in $key -passout pass:synthetic -v1 PBE-SHA1-DES -provider legacy -provider default \
    -out pbes1-sha1-des.pem
openssl pkcs8 -topk8 -in $key -passout pass:synthetic -scrypt -out scrypt.pem

java_store() { # file, type, key password, further options
    file=$1 type=$2 key_password=$3
    shift 3
    rm -f "$file"
    keytool "$@" -importkeystore -noprompt -srckeystore openssl-modern.p12 -srcstoretype PKCS12 \
        -srcstorepass synthetic -srcalias avsender -destalias Avsender -destkeystore "$file" \
        -deststoretype "$type" -deststorepass synthetic -destkeypass "$key_password" 2>/dev/null
}
java_store keytool.p12 PKCS12 synthetic
java_store keytool-legacy.p12 PKCS12 synthetic -J-Dkeystore.pkcs12.legacy
java_store keytool.jks JKS synthetic
java_store keytool.jceks JCEKS synthetic
java_store keytool-few-rounds.jceks JCEKS synthetic -J-Djdk.jceks.iterationCount=10000
java_store keytool-key-password.jks JKS anotherone
java_store keytool-key-password.jceks JCEKS anotherone
# Two keys, and a certificate that is trusted.
for file in keytool-two.jks keytool-two.p12; do
    type=$(echo "${file##*.}" | sed 's/p12/PKCS12/')
    java_store "$file" "$type" synthetic
    keytool -importkeystore -noprompt -srckeystore openssl-modern.p12 -srcstoretype PKCS12 -srcstorepass synthetic \
        -srcalias avsender -destalias gammel -destkeystore "$file" -deststoretype "$type" \
        -deststorepass synthetic -destkeypass synthetic 2>/dev/null
    keytool -importcert -noprompt -alias rot -file ../root.pem -keystore "$file" -storetype "$type" \
        -storepass synthetic 2>/dev/null
done
rm -f keytool-secret.jceks
java_store keytool-secret.jceks JCEKS synthetic
keytool -genseckey -alias hemmelig -keyalg AES -keysize 128 -keystore keytool-secret.jceks -storetype JCEKS \
    -storepass synthetic -keypass synthetic 2>/dev/null

if [ -n "${CLASSPATH:-}" ]; then
    java BouncyCastle.java openssl-modern.p12 bouncycastle.p12 bouncycastle-pbmac1.p12 \
        bouncycastle-key-password.p12
fi
