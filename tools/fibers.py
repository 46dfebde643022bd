"""Prints the stack of every suspended fiber of a live process:

    gdb -p PID -batch -x tools/fibers.py

The program must have debug information. Works on x86-64 with Boost.Context's fcontext (not in sanitizer builds) and on
live processes only, because it sets registers for a moment and puts them back.
"""
import gdb

# Where Boost.Context 1.81 keeps what a suspended fiber goes on with (make_x86_64_sysv_elf_gas.S).
RBP, RIP, STACK = 0x38, 0x40, 0x48


def loops():
    """(thread, Loop::State) of every thread that is inside Loop::run."""
    for thread in gdb.selected_inferior().threads():
        thread.switch()
        frame = gdb.newest_frame()
        while frame is not None:
            name = frame.name() or ""
            if name.startswith("venera::fibers::Loop::run"):
                frame.select()
                yield thread, gdb.parse_and_eval("*(venera::fibers::Loop::State **)&this->state_")
                break
            frame = frame.older()


def elements(vector):
    start, finish = vector["_M_impl"]["_M_start"], vector["_M_impl"]["_M_finish"]
    for index in range(int(finish - start)):
        yield start[index]


def text(string):
    return string["_M_dataplus"]["_M_p"].string(length=int(string["_M_string_length"]))


def register(name):
    return int(gdb.parse_and_eval(f"(unsigned long)${name}"))


def word(address):
    return int(gdb.parse_and_eval(f"*(unsigned long *){address}"))


def print_stack(context):
    gdb.newest_frame().select()
    saved = {name: register(name) for name in ("rip", "rsp", "rbp")}
    values = {"rip": word(context + RIP), "rbp": word(context + RBP), "rsp": context + STACK}
    try:
        for name, value in values.items():
            gdb.execute(f"set ${name} = {value}")
        gdb.execute("backtrace -frame-arguments none")
    except gdb.error as error:
        print(f"  (no stack: {error})")
    finally:
        for name, value in saved.items():
            gdb.execute(f"set ${name} = {value}")


gdb.execute("set pagination off")
for thread, state in list(loops()):
    thread.switch()
    fibers = list(elements(state["fibers"]))
    print(f"\n=== thread {thread.num}: {len(fibers)} fibers")
    for fiber in fibers:
        base = fiber["yield_"]["spawned_thread_"]
        spawned = base.cast(gdb.lookup_type("boost::asio::detail::spawned_fiber_thread").pointer())
        context = int(spawned["callee_"]["fctx_"])
        running = "" if context else " (running)"
        print(f"\n--- fiber {fiber} \"{text(fiber['name_'])}\"{running}")
        if context:
            print_stack(context)
