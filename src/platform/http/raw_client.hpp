// A client that writes and reads bytes, for the tests of the server.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace venera::http::testing {

// A blocking client. Its reads give up after ten seconds, so that a defect fails a test instead of hanging
// it.
class Client {
public:
    explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval patience{10, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            throw std::runtime_error("connect");
        }
    }
    ~Client() { ::close(socket_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void send(std::string_view bytes) {
        // The server may refuse and close before it has read all: not this function's concern.
        while (!bytes.empty()) {
            const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0) return;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
    }
    // One answer: its head and as much body as Content-Length says. Empty if the connection ends first.
    std::string receive(bool head_only = false) {
        std::size_t end = 0;
        while ((end = input_.find("\r\n\r\n")) == std::string::npos) {
            if (!more()) return {};
        }
        std::size_t size = end + 4;
        const std::size_t at = input_.find("Content-Length: ");
        if (!head_only && at < end) size += std::stoul(input_.substr(at + 16));
        while (input_.size() < size) {
            if (!more()) return {};
        }
        std::string answer = input_.substr(0, size);
        input_.erase(0, size);
        return answer;
    }
    std::string receive_all() {
        while (more()) {
        }
        return std::exchange(input_, {});
    }
    std::string ask(std::string_view request) {
        send(request);
        return receive();
    }

private:
    bool more() {
        std::array<char, 65536> buffer{};
        const ssize_t count = ::recv(socket_, buffer.data(), buffer.size(), 0);
        if (count > 0) input_.append(buffer.data(), static_cast<std::size_t>(count));
        return count > 0;
    }

    int socket_;
    std::string input_;
};

inline std::string get(std::string_view path, std::string_view fields = "") {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
}

inline int status_of(const std::string& answer) {
    return answer.starts_with("HTTP/1.1 ") ? std::stoi(answer.substr(9, 3)) : 0;
}

}  // namespace venera::http::testing
