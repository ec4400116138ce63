#include "platform/console.hpp"

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <thread>

#include <sys/ioctl.h>
#include <unistd.h>

#include "base/result.hpp"

namespace quell::platform {

namespace {

int descriptor(Stream stream) { return stream == Stream::output ? STDOUT_FILENO : STDERR_FILENO; }

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

// A handler may only write to a pipe; a thread reads it and speaks to the stop source.
std::array<int, 2> signal_pipe{-1, -1};
std::atomic<int> signals_seen = 0;
std::thread signal_reader;

void on_signal(int) {
    if (signals_seen.fetch_add(1) > 0) _exit(130);
    char byte = 1;
    (void)!write(signal_pipe[1], &byte, 1);
}

}  // namespace

bool is_terminal(Stream stream) { return isatty(descriptor(stream)) == 1; }

std::size_t terminal_width(Stream stream) {
    constexpr std::size_t usual = 80;
    winsize size{};
    if (ioctl(descriptor(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return usual;
}

std::string locale_name() {
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
        if (auto value = variable(name); !value.empty()) return value;
    return "C";
}

bool colour_unwanted() { return !variable("NO_COLOR").empty() || variable("TERM") == "dumb"; }

InterruptWatch::InterruptWatch(std::stop_source stop) {
    CHECK(signal_pipe[0] == -1);
    CHECK(pipe(signal_pipe.data()) == 0);
    signal_reader = std::thread([stop = std::move(stop), fd = signal_pipe[0]]() mutable {
        char byte = 0;
        if (read(fd, &byte, 1) == 1) stop.request_stop();
    });
    struct sigaction action {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

InterruptWatch::~InterruptWatch() {
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    close(signal_pipe[1]);
    signal_reader.join();
    close(signal_pipe[0]);
    signal_pipe = {-1, -1};
    signals_seen = 0;
}

}  // namespace quell::platform
