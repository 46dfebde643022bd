#include "notifications/smtp.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <string_view>

#include "notifications/limits.hpp"

namespace venera::notifications {

namespace {

// What is left of a message while libcurl takes it.
struct Reading {
    std::string_view left;

    static std::size_t read(char* to, std::size_t size, std::size_t count, void* self) {
        auto& reading = *static_cast<Reading*>(self);
        const auto taken = std::min(size * count, reading.left.size());
        std::memcpy(to, reading.left.data(), taken);
        reading.left.remove_prefix(taken);
        return taken;
    }
};

std::size_t ignore(char*, std::size_t size, std::size_t count, void*) { return size * count; }

// An address stands in a command of the protocol: nothing that could end it.
bool is_safe(std::string_view address) {
    return address.find('@') != std::string_view::npos && address.size() <= 254 &&
           std::ranges::none_of(address, [](char c) {
               const auto byte = static_cast<unsigned char>(c);
               return byte <= 0x20 || byte >= 0x7f || c == '<' || c == '>' || c == '"';
           });
}

}  // namespace

Delivery delivery_of(int curl_code, long status, bool is_after_content) {
    if (curl_code == CURLE_OK) return {};
    const std::string answer = "smtp " + std::to_string(status);
    if (curl_code == CURLE_OPERATION_TIMEDOUT) return {Delivered::silent, "smtp timeout"};
    if (curl_code == CURLE_LOGIN_DENIED) return {Delivered::offline, "smtp login"};
    // Of the envelope (SEND_ERROR) or of the content; anything else was said before this message was spoken
    // of.
    const bool is_of_message = curl_code == CURLE_SEND_ERROR || is_after_content;
    // 530-538: who are you? A 421 to one message may be about it alone; whoever closes says it to the next
    // one before that one is spoken of.
    if (is_of_message && status >= 400 && status < 600 && !(status >= 530 && status <= 538))
        return {status < 500 ? Delivered::later : Delivered::never, answer};
    return {Delivered::offline, status >= 400 ? answer : "smtp connection"};
}

class Smtp::Session {
public:
    explicit Session(const SmtpServer& server) : handle_(curl_easy_init()) {
        const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(handle_, option, value); };
        const std::string scheme = server.security == SmtpSecurity::tls ? "smtps://" : "smtp://";
        set(CURLOPT_URL,
            (scheme + server.host + ":" + std::to_string(server.port) + "/" + server.own_name).c_str());
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        if (server.security == SmtpSecurity::starttls) set(CURLOPT_USE_SSL, long{CURLUSESSL_ALL});
        set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
        if (server.authority_file) set(CURLOPT_CAINFO, server.authority_file->c_str());
        if (server.user) {
            set(CURLOPT_USERNAME, server.user->c_str());
            set(CURLOPT_PASSWORD, server.password.c_str());
        }
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_CONNECTTIMEOUT_MS, long{limits::smtp_connect_time.count()});
        set(CURLOPT_TIMEOUT_MS, long{limits::smtp_time.count()});
        // Servers close what is idle: a connection older than that is not tried.
        set(CURLOPT_MAXAGE_CONN, 20L);
        set(CURLOPT_UPLOAD, 1L);
        set(CURLOPT_READFUNCTION, &Reading::read);
        set(CURLOPT_WRITEFUNCTION, &ignore);
    }
    ~Session() { curl_easy_cleanup(handle_); }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    Delivery send(const Mail& mail) {
        Reading reading{mail.content};
        curl_slist* recipients = curl_slist_append(nullptr, ("<" + mail.recipient + ">").c_str());
        curl_easy_setopt(handle_, CURLOPT_MAIL_FROM, ("<" + mail.sender + ">").c_str());
        curl_easy_setopt(handle_, CURLOPT_MAIL_RCPT, recipients);
        curl_easy_setopt(handle_, CURLOPT_READDATA, &reading);
        const auto code = curl_easy_perform(handle_);
        long status = 0;
        curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_setopt(handle_, CURLOPT_MAIL_RCPT, nullptr);
        curl_slist_free_all(recipients);
        return delivery_of(code, status, reading.left.empty());
    }

private:
    CURL* handle_;
};

Smtp::Smtp(SmtpServer server, std::size_t workers)
    : server_(std::move(server)), pool_(workers, 4 * workers, std::chrono::seconds{60}) {
    // Before other threads: libcurl's start is not safe beside them.
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

Smtp::~Smtp() = default;

Delivery Smtp::deliver(fibers::Wait& wait, const Mail& mail) {
    if (!is_safe(mail.recipient)) return {Delivered::never, "address"};
    Delivery delivery;
    pool_.run(wait, [&] { delivery = send(mail); });
    return delivery;
}

Delivery Smtp::send(const Mail& mail) {
    std::unique_ptr<Session> session;
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            session = std::move(idle_.back());
            idle_.pop_back();
        }
    }
    if (!session) session = std::make_unique<Session>(server_);
    const Delivery delivery = session->send(mail);
    const std::lock_guard lock(mutex_);
    // After a failure a connection may be in the middle of anything.
    if (delivery.delivered == Delivered::yes) idle_.push_back(std::move(session));
    return delivery;
}

}  // namespace venera::notifications
