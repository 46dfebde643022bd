// TLS 1.2 and 1.3 by OpenSSL: the server's certificate and what every connection shares. The record layer of
// one connection is in stream.hpp.
#pragma once
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>

struct ssl_ctx_st;

namespace venera::http {

struct TlsError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class TlsCertificate {
public:
    // PEM files: the certificate with its chain, and its key. Throws: TlsError if they cannot be used
    // together, or if others than the owner and the group may read the key.
    TlsCertificate(std::string certificate_file, std::string key_file);

    // What new connections use. Thread-safe.
    std::shared_ptr<ssl_ctx_st> current() const;
    // Reads the files again; connections that exist keep what they have. On an error the old one stays.
    // Throws: TlsError.
    void reload();

private:
    std::string certificate_file_;
    std::string key_file_;
    mutable std::mutex mutex_;  // reload() on one thread, current() on the loops'
    std::shared_ptr<ssl_ctx_st> current_;
};

}  // namespace venera::http
