using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>Edits the symbol versions that an ELF shared object demands of the libraries it is linked to.</summary>
/// <remarks>
/// A library lists the versions it needs (<c>.gnu.version_r</c>). The loader refuses the whole library when one is absent, used or
/// not, unless that entry bears the flag "weak". Layouts: System V ABI, ELF-64 object file format; Linux Standard Base, symbol versioning.
/// </remarks>
internal static class ElfVersionNeeds
{
    private const uint VersionNeedSection = 0x6ffffffe;
    private const ushort WeakFlag = 2;

    /// <summary>Whether the bytes begin as a 64-bit little-endian ELF file does.</summary>
    public static bool IsElf(byte[] file) => file.Length >= 64 && file.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8);

    /// <summary>Sets the weak flag on every need of <paramref name="version"/>.</summary>
    /// <param name="elf">The bytes of a 64-bit little-endian ELF file, changed in place.</param>
    /// <param name="version">The version's name, for example <c>GLIBCXX_3.4.32</c>.</param>
    /// <returns>How many needs of that version there are.</returns>
    /// <exception cref="InvalidDataException">The bytes are no 64-bit little-endian ELF file.</exception>
    public static int MakeWeak(byte[] elf, string version)
    {
        if (!IsElf(elf))
            throw new InvalidDataException("Expected a 64-bit little-endian ELF file.");

        var name = Encoding.ASCII.GetBytes(version);
        var sections = UInt64(elf, 0x28);
        var sectionSize = UInt16(elf, 0x3A);
        var sectionCount = UInt16(elf, 0x3C);
        var found = 0;
        for (var i = 0; i < sectionCount; i++)
        {
            var section = sections + i * sectionSize;
            if (BinaryPrimitives.ReadUInt32LittleEndian(elf.AsSpan(section + 4)) != VersionNeedSection)
                continue;
            var strings = UInt64(elf, sections + UInt32(elf, section + 40) * sectionSize + 24);
            found += MakeWeak(elf, UInt64(elf, section + 24), strings, name);
        }
        return found;
    }

    // Verneed { u16 version, u16 count, u32 file, u32 firstAux, u32 next }; Vernaux { u32 hash, u16 flags, u16 other, u32 name, u32 next }
    private static int MakeWeak(byte[] elf, int library, int strings, byte[] version)
    {
        var found = 0;
        int step;
        do
        {
            var need = library + UInt32(elf, library + 8);
            for (var left = UInt16(elf, library + 2); left > 0; left--)
            {
                if (IsString(elf, strings + UInt32(elf, need + 8), version))
                {
                    var flags = elf.AsSpan(need + 4);
                    BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | WeakFlag));
                    found++;
                }
                need += UInt32(elf, need + 12);
            }
            step = UInt32(elf, library + 12);
            library += step;
        }
        while (step != 0);
        return found;
    }

    private static bool IsString(byte[] elf, int offset, byte[] text) =>
        elf.AsSpan(offset, text.Length).SequenceEqual(text) && elf[offset + text.Length] == 0;

    private static int UInt16(byte[] elf, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(offset));

    private static int UInt32(byte[] elf, int offset) => checked((int)BinaryPrimitives.ReadUInt32LittleEndian(elf.AsSpan(offset)));

    private static int UInt64(byte[] elf, int offset) => checked((int)BinaryPrimitives.ReadUInt64LittleEndian(elf.AsSpan(offset)));
}
