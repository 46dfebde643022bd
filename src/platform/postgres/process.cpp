#include "platform/postgres/process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>

namespace venera::postgres {

namespace {

// Between fork and exec only async-signal-safe calls are allowed: other threads may hold any lock.
[[noreturn]] void become(const Command& command, char* const* arguments, int output, pid_t parent) {
    const auto check = [](int result) {
        if (result < 0) _exit(126);
    };
    check(setsid());  // Ctrl-C is for the parent, which stops it in order
    if (command.account) {
        check(setgroups(0, nullptr));
        check(setresgid(command.account->group, command.account->group, command.account->group));
        check(setresuid(command.account->user, command.account->user, command.account->user));
    }
    if (command.on_parent_death != 0) {
        check(prctl(PR_SET_PDEATHSIG, command.on_parent_death));
        if (getppid() != parent) _exit(126);  // it died before the line above
    }
    const int null = open("/dev/null", O_RDONLY);
    check(null);
    check(dup2(null, STDIN_FILENO));
    check(dup2(output, STDOUT_FILENO));
    check(dup2(output, STDERR_FILENO));
    closefrom(STDERR_FILENO + 1);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    check(chdir("/"));
    execv(arguments[0], arguments);
    _exit(127);
}

}  // namespace

std::optional<Account> account_below_root() {
    if (geteuid() != 0) return std::nullopt;
    for (const char* name : {"venera", "postgres"}) {
        passwd entry{};
        passwd* found = nullptr;
        std::vector<char> buffer(16384);
        getpwnam_r(name, &entry, buffer.data(), buffer.size(), &found);
        if (found != nullptr) return Account{found->pw_uid, found->pw_gid};
    }
    throw std::runtime_error("PostgreSQL does not run as root: create the system user venera or postgres");
}

void hand_over(const std::filesystem::path& path, Account account) {
    const auto give = [&](const std::filesystem::path& one) {
        if (lchown(one.c_str(), account.user, account.group) != 0) {
            throw std::system_error(errno, std::generic_category(), "chown " + one.string());
        }
    };
    give(path);
    if (!std::filesystem::is_directory(path)) return;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) give(entry.path());
}

int open_process(pid_t process) { return static_cast<int>(syscall(SYS_pidfd_open, process, 0)); }

pid_t start(const Command& command) {
    std::vector<char*> arguments;
    for (const std::string& argument : command.arguments)
        arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    const int output = open(command.output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (output < 0) throw std::system_error(errno, std::generic_category(), command.output.string());
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child == 0) become(command, arguments.data(), output, parent);
    close(output);
    if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
    return child;
}

bool gone_within(pid_t process, std::chrono::milliseconds patience) {
    const int descriptor = open_process(process);
    if (descriptor < 0) return true;
    pollfd entry{descriptor, POLLIN, 0};
    int ready = 0;
    do {
        ready = poll(&entry, 1, static_cast<int>(patience.count()));
    } while (ready < 0 && errno == EINTR);
    close(descriptor);
    return ready > 0;
}

std::optional<int> wait_for(pid_t child, std::chrono::milliseconds patience) {
    gone_within(child, patience);
    int status = 0;
    pid_t ended = 0;
    do {
        ended = waitpid(child, &status, WNOHANG);
    } while (ended < 0 && errno == EINTR);
    if (ended == 0) return std::nullopt;
    if (ended < 0) return -1;  // not our child, or waited for already
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void run(const Command& command) {
    const pid_t child = start(command);
    const std::optional<int> status = wait_for(child, std::chrono::minutes{5});
    if (!status) kill(child, SIGKILL);
    if (status != 0) {
        throw std::runtime_error(command.arguments.front() + " failed; see " + command.output.string());
    }
}

}  // namespace venera::postgres
