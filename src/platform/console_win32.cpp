#include "platform/console.hpp"

#include <atomic>
#include <cstdlib>
#include <mutex>

#include <windows.h>

#include "base/text.hpp"

namespace quell::platform {

namespace {

HANDLE handle_of(Stream stream) {
    return GetStdHandle(stream == Stream::output ? STD_OUTPUT_HANDLE : STD_ERROR_HANDLE);
}

std::mutex watch_lock;
std::stop_source* watched = nullptr;
std::atomic<int> interrupts_seen = 0;

BOOL WINAPI on_control(DWORD) {
    if (interrupts_seen.fetch_add(1) > 0) ExitProcess(130);
    std::scoped_lock lock(watch_lock);
    if (watched != nullptr) watched->request_stop();
    return TRUE;
}

}  // namespace

bool is_terminal(Stream stream) {
    DWORD mode = 0;
    return GetConsoleMode(handle_of(stream), &mode) != 0;
}

std::size_t terminal_width(Stream stream) {
    constexpr std::size_t usual = 80;
    CONSOLE_SCREEN_BUFFER_INFO info{};
    if (GetConsoleScreenBufferInfo(handle_of(stream), &info) == 0) return usual;
    return static_cast<std::size_t>(info.srWindow.Right - info.srWindow.Left + 1);
}

std::string locale_name() { return PRIMARYLANGID(GetUserDefaultUILanguage()) == LANG_CHINESE ? "zh_CN" : "en_US"; }

bool colour_unwanted() { return std::getenv("NO_COLOR") != nullptr; }

InterruptWatch::InterruptWatch(std::stop_source stop) {
    std::scoped_lock lock(watch_lock);
    CHECK(watched == nullptr);
    watched = new std::stop_source(std::move(stop));
    SetConsoleCtrlHandler(on_control, TRUE);
}

InterruptWatch::~InterruptWatch() {
    SetConsoleCtrlHandler(on_control, FALSE);
    std::scoped_lock lock(watch_lock);
    delete watched;
    watched = nullptr;
    interrupts_seen = 0;
}

}  // namespace quell::platform
