#include "platform/http/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <array>
#include <string_view>
#include <utility>

namespace venera::http {

namespace {

[[noreturn]] void fail(const std::string& what) {
    std::array<char, 256> reason{};
    ::ERR_error_string_n(::ERR_get_error(), reason.data(), reason.size());
    ::ERR_clear_error();
    throw TlsError(what + ": " + reason.data());
}

void check_private(const std::string& key_file) {
    struct stat status {};
    if (::stat(key_file.c_str(), &status) != 0) throw TlsError(key_file + ": cannot be read");
    if ((status.st_mode & S_IRWXO) != 0) throw TlsError(key_file + ": others may read this private key");
}

// Application-layer protocol negotiation (RFC 7301): we speak HTTP/1.1 only.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* offered,
                    unsigned int offered_size, void*) {
    static constexpr std::array<unsigned char, 9> ours{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char* chosen = nullptr;
    const int result = ::SSL_select_next_proto(&chosen, out_size, ours.data(),
                                               static_cast<unsigned int>(ours.size()), offered, offered_size);
    *out = chosen;
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

std::shared_ptr<SSL_CTX> load(const std::string& certificate_file, const std::string& key_file) {
    check_private(key_file);
    ::ERR_clear_error();
    const std::shared_ptr<SSL_CTX> context(::SSL_CTX_new(::TLS_server_method()), &::SSL_CTX_free);
    if (!context) fail("SSL_CTX_new");
    ::SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    ::SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                             SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF |
                                             SSL_OP_CLEANSE_PLAINTEXT);
    ::SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                          SSL_MODE_RELEASE_BUFFERS);
    // For TLS 1.2: forward secrecy and authenticated encryption only. TLS 1.3 has nothing else.
    if (::SSL_CTX_set_cipher_list(context.get(), "ECDHE+AESGCM:ECDHE+CHACHA20") != 1) fail("ciphers");
    if (::SSL_CTX_use_certificate_chain_file(context.get(), certificate_file.c_str()) != 1)
        fail(certificate_file);
    if (::SSL_CTX_use_PrivateKey_file(context.get(), key_file.c_str(), SSL_FILETYPE_PEM) != 1) fail(key_file);
    if (::SSL_CTX_check_private_key(context.get()) != 1)
        fail(key_file + " is not the key of " + certificate_file);
    constexpr std::string_view session_scope = "venera";
    ::SSL_CTX_set_session_id_context(context.get(),
                                     reinterpret_cast<const unsigned char*>(session_scope.data()),
                                     static_cast<unsigned int>(session_scope.size()));
    ::SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
    return context;
}

}  // namespace

TlsCertificate::TlsCertificate(std::string certificate_file, std::string key_file)
    : certificate_file_(std::move(certificate_file)),
      key_file_(std::move(key_file)),
      current_(load(certificate_file_, key_file_)) {}

std::shared_ptr<ssl_ctx_st> TlsCertificate::current() const {
    const std::lock_guard lock(mutex_);
    return current_;
}

void TlsCertificate::reload() {
    auto fresh = load(certificate_file_, key_file_);
    const std::lock_guard lock(mutex_);
    current_ = std::move(fresh);
}

}  // namespace venera::http
