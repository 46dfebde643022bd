#include "platform/http/tls.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "platform/http/server.hpp"

namespace venera::http {
namespace {

template <auto free>
struct Free {
    template <class T>
    void operator()(T* object) const {
        free(object);
    }
};
struct CloseFile {
    void operator()(FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<FILE, CloseFile>;

// A directory with a new self-signed certificate for `name`.
class Certificate {
public:
    explicit Certificate(const std::string& name) {
        std::string pattern = std::filesystem::temp_directory_path() / "venera-tls-XXXXXX";
        if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
        folder_ = pattern;
        replace(name);
    }
    ~Certificate() { std::filesystem::remove_all(folder_); }
    Certificate(const Certificate&) = delete;
    Certificate& operator=(const Certificate&) = delete;

    void replace(const std::string& name) {
        const std::unique_ptr<EVP_PKEY, Free<&EVP_PKEY_free>> key(
            ::EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
        const std::unique_ptr<X509, Free<&X509_free>> certificate(::X509_new());
        ::ASN1_INTEGER_set(::X509_get_serialNumber(certificate.get()), 1);
        ::X509_gmtime_adj(::X509_getm_notBefore(certificate.get()), -60);
        ::X509_gmtime_adj(::X509_getm_notAfter(certificate.get()), 3600);
        ::X509_set_pubkey(certificate.get(), key.get());
        X509_NAME* subject = ::X509_get_subject_name(certificate.get());
        ::X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                                     reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
        ::X509_set_issuer_name(certificate.get(), subject);
        ::X509_sign(certificate.get(), key.get(), ::EVP_sha256());
        ::PEM_write_X509(File(std::fopen(certificate_file().c_str(), "w")).get(), certificate.get());
        ::PEM_write_PrivateKey(File(std::fopen(key_file().c_str(), "w")).get(), key.get(), nullptr, nullptr,
                               0, nullptr, nullptr);
        ::chmod(key_file().c_str(), 0600);
    }
    std::string certificate_file() const { return folder_ / "certificate.pem"; }
    std::string key_file() const { return folder_ / "key.pem"; }

private:
    std::filesystem::path folder_;
};

// A TLS client that trusts everybody: what is tested is the server.
class Client {
public:
    explicit Client(std::uint16_t port, int highest_version = TLS1_3_VERSION)
        : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
          context_(::SSL_CTX_new(::TLS_client_method())) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval patience{10, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            throw std::runtime_error("connect");
        }
        ::SSL_CTX_set_max_proto_version(context_.get(), highest_version);
        ::SSL_CTX_set_security_level(context_.get(), 0);
        static constexpr std::array<unsigned char, 12> protocols{2,   'h', '2', 8,   'h', 't',
                                                                 't', 'p', '/', '1', '.', '1'};
        ::SSL_CTX_set_alpn_protos(context_.get(), protocols.data(),
                                  static_cast<unsigned int>(protocols.size()));
        tls_.reset(::SSL_new(context_.get()));
        ::SSL_set_fd(tls_.get(), socket_);
    }
    ~Client() {
        tls_.reset();
        ::close(socket_);
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    bool handshake() { return ::SSL_connect(tls_.get()) == 1; }
    std::string protocol() const {
        const unsigned char* name = nullptr;
        unsigned int size = 0;
        ::SSL_get0_alpn_selected(tls_.get(), &name, &size);
        return {reinterpret_cast<const char*>(name), size};
    }
    std::string server_name() const {
        const std::unique_ptr<X509, Free<&X509_free>> certificate(::SSL_get1_peer_certificate(tls_.get()));
        std::array<char, 100> name{};
        ::X509_NAME_get_text_by_NID(::X509_get_subject_name(certificate.get()), NID_commonName, name.data(),
                                    name.size());
        return name.data();
    }
    void send(const std::string& text) {
        ::SSL_write(tls_.get(), text.data(), static_cast<int>(text.size()));
    }
    std::string receive_all() {
        std::string all;
        std::array<char, 16384> buffer{};
        for (int count = 0; (count = ::SSL_read(tls_.get(), buffer.data(), buffer.size())) > 0;) {
            all.append(buffer.data(), static_cast<std::size_t>(count));
        }
        return all;
    }
    int socket() const { return socket_; }

private:
    int socket_;
    std::unique_ptr<SSL_CTX, Free<&SSL_CTX_free>> context_;
    std::unique_ptr<SSL, Free<&SSL_free>> tls_;
};

class TlsTest : public testing::Test {
protected:
    TlsTest() {
        ServerOptions options;
        options.port = 0;
        options.certificate_file = certificate.certificate_file();
        options.key_file = certificate.key_file();
        ServerHooks hooks;
        hooks.problem = [](int status, std::string_view code) {
            return Response{status, "text/plain", {}, std::string(code), false};
        };
        hooks.finish = [](Response& response, Transport transport) {
            response.headers.push_back({"X-Transport", transport == Transport::tls ? "tls" : "plain"});
        };
        const auto answer = [](Request& request, fibers::Wait&) {
            Response response{200, "text/plain", {}, request.secure ? "secure" : "plain", false};
            if (request.path == "/echo") response.body = request.body;
            return response;
        };
        server = std::make_unique<Server>(
            options, hooks, [answer](fibers::Loop&, std::size_t) { return answer; }, clock);
        server->start();
    }

    Certificate certificate{"first"};
    Clock clock;
    std::unique_ptr<Server> server;
};

TEST_F(TlsTest, AnswersOverBothVersions) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        Client client(server->port(), version);
        ASSERT_TRUE(client.handshake());
        EXPECT_EQ(client.protocol(), "http/1.1");
        client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        EXPECT_TRUE(client.receive_all().ends_with("\r\n\r\nsecure"));
    }
}

TEST_F(TlsTest, CarriesBodiesOfManyRecords) {
    const std::string body(1'000'000, 'b');
    Client client(server->port());
    ASSERT_TRUE(client.handshake());
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1000000\r\n\r\n" +
                body);
    EXPECT_TRUE(client.receive_all().ends_with("\r\n\r\n" + body));
}

TEST_F(TlsTest, RefusesOldVersions) { EXPECT_FALSE(Client(server->port(), TLS1_1_VERSION).handshake()); }

TEST_F(TlsTest, TellsTheHooksOfTheTransport) {
    Client client(server->port());
    ASSERT_TRUE(client.handshake());
    client.send("BAD\n");
    EXPECT_NE(client.receive_all().find("X-Transport: tls\r\n"), std::string::npos);
}

TEST_F(TlsTest, PlainTextGetsNoAnswer) {
    Client client(server->port());
    constexpr std::string_view request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    ASSERT_GT(::send(client.socket(), request.data(), request.size(), MSG_NOSIGNAL), 0);
    std::string answer(1000, '\0');
    const ssize_t count = ::recv(client.socket(), answer.data(), answer.size(), 0);
    answer.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    EXPECT_EQ(answer.find("HTTP"), std::string::npos);
}

TEST_F(TlsTest, ReloadsTheCertificateForNewConnections) {
    Client before(server->port());
    ASSERT_TRUE(before.handshake());
    EXPECT_EQ(before.server_name(), "first");
    certificate.replace("second");
    server->reload_tls();
    Client after(server->port());
    ASSERT_TRUE(after.handshake());
    EXPECT_EQ(after.server_name(), "second");
    before.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(before.receive_all().ends_with("secure"));
}

TEST_F(TlsTest, ABrokenReloadKeepsTheOldCertificate) {
    std::filesystem::resize_file(certificate.certificate_file(), 10);
    EXPECT_THROW(server->reload_tls(), TlsError);
    EXPECT_TRUE(Client(server->port()).handshake());
}

TEST_F(TlsTest, RefusesAKeyThatOthersMayRead) {
    ::chmod(certificate.key_file().c_str(), 0644);
    EXPECT_THROW(TlsCertificate(certificate.certificate_file(), certificate.key_file()), TlsError);
}

TEST_F(TlsTest, RefusesTheKeyOfAnotherCertificate) {
    const Certificate other("other");
    EXPECT_THROW(TlsCertificate(certificate.certificate_file(), other.key_file()), TlsError);
}

}  // namespace
}  // namespace venera::http
