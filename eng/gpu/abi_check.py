"""Compares what TorchSharp's native library wants of libtorch with what a libtorch has, before anything is loaded.

Usage: abi_check.py LIBTORCHSHARP TORCH_LIB [STUBS]

Prints the symbols that are missing. With STUBS, compiles a library of that name that defines them, each as a function that says its name and aborts:
preloaded, it lets TorchSharp load, and what does not need the missing symbols runs. Exit code 0: nothing is missing; 3: something is.
"""
import mmap
import os
import re
import struct
import subprocess
import sys

# Names from libtorch's own C++ namespaces; the rest comes from the C and C++ runtimes.
LIBTORCH = re.compile(rb"^_Z.*(2at|3c10|5torch|6caffe2)")
DYNSYM = 11
UNDEFINED = 0
WEAK = 2


def symbols(path):
    """Defined and strongly wanted dynamic symbols of an ELF-64 file."""
    defined, wanted = set(), set()
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as elf:
        (table,) = struct.unpack_from("<Q", elf, 0x28)
        size, count = struct.unpack_from("<HH", elf, 0x3A)
        sections = [struct.unpack_from("<IIQQQQIIQQ", elf, table + i * size) for i in range(count)]
        for section in sections:
            if section[1] != DYNSYM:
                continue
            strings = sections[section[6]][4]
            for entry in range(section[4], section[4] + section[5], section[9]):
                name, info, _, index = struct.unpack_from("<IBBH", elf, entry)
                start = strings + name
                text = elf[start:elf.find(b"\0", start)]
                if index != UNDEFINED:
                    defined.add(text)
                elif info >> 4 != WEAK:
                    wanted.add(text)
    return defined, wanted


def build_stubs(missing, target):
    lines = ['.section .note.GNU-stack,"",@progbits', ".text"]
    for number, name in enumerate(sorted(missing)):
        symbol = name.decode()
        lines += [f'.globl "{symbol}"', f'.type "{symbol}",@function', ".balign 64", f'"{symbol}":',
                  f"leaq .Lname{number}(%rip), %rdi", "jmp umt_missing_symbol@PLT", f'.Lname{number}: .asciz "{symbol}"']
    with open(target + ".s", "w") as file:
        file.write("\n".join(lines) + "\n")
    with open(target + ".c", "w") as file:
        file.write('#include <stdio.h>\n#include <stdlib.h>\nvoid umt_missing_symbol(const char *name)'
                   '{ fprintf(stderr, "This libtorch has no %s\\n", name); abort(); }\n')
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", target, target + ".c", target + ".s"], check=True)


def main(torch_sharp, torch_lib, stubs=None):
    defined = set()
    for name in sorted(os.listdir(torch_lib)):
        if re.match(r"lib(torch|c10).*\.so$", name):
            defined |= symbols(os.path.join(torch_lib, name))[0]
    wanted = {name for name in symbols(torch_sharp)[1] if LIBTORCH.match(name)}
    missing = wanted - defined
    print(f"{len(wanted)} symbols of libtorch wanted, {len(missing)} missing")
    for name in sorted(missing):
        print("  missing:", name.decode())
    if missing and stubs:
        build_stubs(missing, stubs)
        print("  stand-ins for them:", stubs)
    return 3 if missing else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
