// Starting PostgreSQL's own programs, also as another account: PostgreSQL refuses to run as root.
#pragma once
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace venera::postgres {

struct Account {
    uid_t user;
    gid_t group;
};

// The account that owns an embedded cluster: none unless this process is root, then venera, else postgres.
// Throws: std::runtime_error as root without either.
std::optional<Account> account_below_root();
// Gives a path (and what is below it) to an account. Does not follow symbolic links.
void hand_over(const std::filesystem::path& path, Account account);

struct Command {
    std::vector<std::string> arguments;  // the first is the program's path
    std::filesystem::path output;        // where its standard output and error are appended
    std::optional<Account> account;
    int on_parent_death = 0;  // the signal it gets when the thread that started it ends; 0: none
};

// Starts it and does not wait. Throws: std::system_error.
pid_t start(const Command& command);
// Waits for the end of a child. Nothing, if it does not end in time.
std::optional<int> wait_for(pid_t child, std::chrono::milliseconds patience);
// Starts it and waits. Throws: std::runtime_error naming the program unless it returns 0.
void run(const Command& command);

// A descriptor that becomes readable when the process, which need not be a child, ends; -1 if it is gone
// already.
int open_process(pid_t process);
// Waits until a process that need not be a child is gone. False if it is not in time.
bool gone_within(pid_t process, std::chrono::milliseconds patience);

}  // namespace venera::postgres
