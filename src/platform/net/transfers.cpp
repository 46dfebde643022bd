#include "platform/net/transfers.hpp"

#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>
#include <set>
#include <thread>

namespace venera::net {

namespace {

using Time = std::chrono::steady_clock;

constexpr long connect_time_ms = 5'000;
constexpr long idle_connections = 64;
constexpr int poll_ms = 1'000;

// One request on its way; on the stack of the fiber that waits for it.
struct Transfer {
    const Outgoing& request;
    Reach reach;
    Answer answer{};
    bool was_refused = false;  // the guard refused an address
    Time::time_point begun = Time::now();
    std::function<void()> resume{};
    CURL* handle = nullptr;
    curl_slist* headers = nullptr;

    static curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* address) {
        auto& transfer = *static_cast<Transfer*>(self);
        sockaddr_storage storage{};
        const bool is_ip = address->family == AF_INET || address->family == AF_INET6;
        std::memcpy(&storage, &address->addr, std::min<std::size_t>(address->addrlen, sizeof storage));
        if (!is_ip || !may_reach(http::IpAddress::of(storage), transfer.reach)) {
            transfer.was_refused = true;
            return CURL_SOCKET_BAD;
        }
        return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    }

    static std::size_t write(char* data, std::size_t size, std::size_t count, void* self) {
        auto& transfer = *static_cast<Transfer*>(self);
        Answer& answer = transfer.answer;
        const std::size_t bytes = size * count;
        const std::size_t taken = std::min(bytes, transfer.request.most_bytes - answer.body.size());
        answer.body.append(data, taken);
        answer.is_cut = taken < bytes;
        return answer.is_cut ? 0 : bytes;
    }
};

struct Meaning {
    CURLcode code;
    Failure failure;
};
constexpr std::array meanings{
    Meaning{CURLE_OK, Failure::none},
    Meaning{CURLE_COULDNT_RESOLVE_HOST, Failure::name},
    Meaning{CURLE_COULDNT_CONNECT, Failure::connection},
    Meaning{CURLE_SEND_ERROR, Failure::connection},
    Meaning{CURLE_RECV_ERROR, Failure::connection},
    Meaning{CURLE_GOT_NOTHING, Failure::connection},
    Meaning{CURLE_PARTIAL_FILE, Failure::connection},
    Meaning{CURLE_OPERATION_TIMEDOUT, Failure::timeout},
    Meaning{CURLE_SSL_CONNECT_ERROR, Failure::tls},
    Meaning{CURLE_PEER_FAILED_VERIFICATION, Failure::tls},
    Meaning{CURLE_SSL_CIPHER, Failure::tls},
    Meaning{CURLE_SSL_CERTPROBLEM, Failure::tls},
    Meaning{CURLE_SSL_ISSUER_ERROR, Failure::tls},
    Meaning{CURLE_SSL_CACERT_BADFILE, Failure::tls},
};

Failure failure_of(CURLcode code, const Transfer& transfer) {
    // We stopped reading: its status is known.
    if (code == CURLE_WRITE_ERROR && transfer.answer.is_cut) return Failure::none;
    if (code == CURLE_COULDNT_CONNECT && transfer.was_refused) return Failure::address;
    const auto found = std::ranges::find(meanings, code, &Meaning::code);
    return found == meanings.end() ? Failure::protocol : found->failure;
}

std::string header_of(CURL* handle, const char* name) {
    curl_header* header = nullptr;
    return curl_easy_header(handle, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK ? header->value : "";
}

}  // namespace

const char* name_of(Failure failure) {
    switch (failure) {
        case Failure::none:
            return "none";
        case Failure::address:
            return "address";
        case Failure::name:
            return "name";
        case Failure::connection:
            return "connection";
        case Failure::tls:
            return "tls";
        case Failure::timeout:
            return "timeout";
        case Failure::protocol:
            return "protocol";
        case Failure::stopped:
            return "stopped";
    }
    std::abort();
}

struct Transfers::State {
    explicit State(Options own) : options(std::move(own)) {
        // Before other threads: libcurl's start is not safe beside them.
        curl_global_init(CURL_GLOBAL_DEFAULT);
        multi = curl_multi_init();
        curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, idle_connections);
        thread = std::jthread([this](const std::stop_token& token) { serve(token); });
    }
    ~State() {
        thread.request_stop();
        curl_multi_wakeup(multi);
        thread.join();
        curl_multi_cleanup(multi);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    void enter(Transfer& transfer) {
        {
            const std::lock_guard lock(mutex);
            waiting.push_back(&transfer);
        }
        curl_multi_wakeup(multi);
    }
    void serve(const std::stop_token& token);
    void begin(Transfer& transfer);
    void prepare(Transfer& transfer) const;
    void end(Transfer& transfer, CURLcode code);
    // Forgets the transfer before its fiber goes on: it is gone then.
    void finish(Transfer& transfer);

    const Options options;
    CURLM* multi = nullptr;
    std::set<Transfer*> running;  // of the thread alone
    std::mutex mutex;             // the following, between the loops and the thread
    std::vector<Transfer*> waiting;
    Time::time_point last = Time::time_point::max();  // nothing runs after it
    bool is_stopped = false;
    std::jthread thread;  // last: it ends before the rest goes
};

void Transfers::State::prepare(Transfer& transfer) const {
    const Outgoing& request = transfer.request;
    const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(transfer.handle, option, value); };
    set(CURLOPT_URL, request.url.c_str());
    set(CURLOPT_PRIVATE, &transfer);
    set(CURLOPT_PROTOCOLS_STR, options.reach == Reach::anywhere ? "https,http" : "https");
    set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    set(CURLOPT_FOLLOWLOCATION, 0L);
    // A proxy of the environment would connect for us, past the guard.
    set(CURLOPT_PROXY, "");
    set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::open_socket);
    set(CURLOPT_OPENSOCKETDATA, &transfer);
    set(CURLOPT_WRITEFUNCTION, &Transfer::write);
    set(CURLOPT_WRITEDATA, &transfer);
    set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
    set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
    if (options.authority_file) set(CURLOPT_CAINFO, options.authority_file->c_str());
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_CONNECTTIMEOUT_MS, connect_time_ms);
    set(CURLOPT_TIMEOUT_MS, long{request.time.count()});
    // Whoever waits for a name that does not come must not hold the thread up when its time is over.
    set(CURLOPT_QUICK_EXIT, 1L);
    set(CURLOPT_USERAGENT, options.user_agent.c_str());
    for (const std::string& header : request.headers)
        transfer.headers = curl_slist_append(transfer.headers, header.c_str());
    if (request.method == Outgoing::Method::post) {
        set(CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
        set(CURLOPT_POSTFIELDS, request.body.c_str());
        transfer.headers = curl_slist_append(transfer.headers, "Expect:");
    }
    set(CURLOPT_HTTPHEADER, transfer.headers);
}

void Transfers::State::begin(Transfer& transfer) {
    transfer.handle = curl_easy_init();
    prepare(transfer);
    running.insert(&transfer);
    if (curl_multi_add_handle(multi, transfer.handle) != CURLM_OK) end(transfer, CURLE_FAILED_INIT);
}

void Transfers::State::end(Transfer& transfer, CURLcode code) {
    Answer& answer = transfer.answer;
    answer.failure = failure_of(code, transfer);
    long status = 0;
    curl_easy_getinfo(transfer.handle, CURLINFO_RESPONSE_CODE, &status);
    answer.status = static_cast<int>(status);
    curl_off_t retry_after = 0;
    curl_easy_getinfo(transfer.handle, CURLINFO_RETRY_AFTER, &retry_after);
    answer.retry_after = std::chrono::seconds{retry_after};
    answer.etag = header_of(transfer.handle, "ETag");
    answer.last_modified = header_of(transfer.handle, "Last-Modified");
    finish(transfer);
}

void Transfers::State::finish(Transfer& transfer) {
    if (transfer.handle != nullptr) {
        curl_multi_remove_handle(multi, transfer.handle);
        curl_easy_cleanup(transfer.handle);
        curl_slist_free_all(transfer.headers);
    }
    running.erase(&transfer);
    transfer.answer.took =
        std::chrono::duration_cast<std::chrono::milliseconds>(Time::now() - transfer.begun);
    const auto resume = std::move(transfer.resume);
    resume();
}

void Transfers::State::serve(const std::stop_token& token) {
    for (;;) {
        std::vector<Transfer*> entered;
        bool begins = true;
        Time::time_point end_of_all;
        {
            const std::lock_guard lock(mutex);
            entered.swap(waiting);
            begins = !is_stopped && !token.stop_requested();
            end_of_all = token.stop_requested() ? Time::time_point::min() : last;
        }
        const auto stop_one = [this](Transfer& transfer) {
            transfer.answer.failure = Failure::stopped;
            finish(transfer);
        };
        for (Transfer* const transfer : entered) {
            if (begins)
                begin(*transfer);
            else
                stop_one(*transfer);
        }
        int count = 0;
        curl_multi_perform(multi, &count);
        while (const CURLMsg* message = curl_multi_info_read(multi, &count)) {
            if (message->msg != CURLMSG_DONE) continue;
            Transfer* transfer = nullptr;
            const CURLcode code = message->data.result;  // the message dies with its handle
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
            end(*transfer, code);
        }
        if (Time::now() >= end_of_all)
            while (!running.empty()) stop_one(**running.begin());
        if (token.stop_requested()) return;
        curl_multi_poll(multi, nullptr, 0, begins ? poll_ms : poll_ms / 10, nullptr);
    }
}

Transfers::Transfers(Options options) : state_(std::make_unique<State>(std::move(options))) {}
Transfers::~Transfers() = default;

Answer Transfers::perform(fibers::Wait& wait, const Outgoing& request) {
    Transfer transfer{request, state_->options.reach};
    wait.suspend([this, &transfer](std::function<void()> resume) {
        transfer.resume = std::move(resume);
        state_->enter(transfer);
    });
    return std::move(transfer.answer);
}

void Transfers::stop(std::chrono::milliseconds grace) {
    const std::lock_guard lock(state_->mutex);
    state_->is_stopped = true;
    state_->last = Time::now() + grace;
    curl_multi_wakeup(state_->multi);
}

}  // namespace venera::net
