using System.Buffers.Binary;
using System.Text;

namespace RsdtrEdge.Benchmarks.TrainingSpeed.Torch;

/// <summary>
/// The versions of other libraries' symbols that a shared library of Linux needs (ELF for 64 bits, little-endian; the Linux Standard Base's chapter "Symbol Versioning" says where they stand).
/// </summary>
internal static class SymbolVersions
{
    private const int NeededVersions = 0x6ffffffe;

    // The loader goes on where such a version is missing.
    private const ushort Weak = 2;

    /// <summary>Marks a version as one that may be missing, wherever the library needs it.</summary>
    /// <param name="library">The library's bytes.</param>
    /// <param name="version">The version's name.</param>
    public static void Spare(byte[] library, string version)
    {
        long sections = Int64(0x28);
        int size = Int16(0x3A);
        for (int section = 0; section < Int16(0x3C); section++)
        {
            long header = sections + (section * size);
            if (Int32(header + 4) != NeededVersions)
            {
                continue;
            }

            long names = Int64(sections + (Int32(header + 0x28) * size) + 0x18);
            long file = Int64(header + 0x18);
            for (int files = Int32(header + 0x2C); files > 0; files--, file += Int32(file + 12))
            {
                long entry = file + Int32(file + 8);
                for (int entries = Int16(file + 2); entries > 0; entries--, entry += Int32(entry + 12))
                {
                    if (NameAt(names + Int32(entry + 8)) == version)
                    {
                        BinaryPrimitives.WriteUInt16LittleEndian(library.AsSpan((int)entry + 4), Weak);
                    }
                }
            }
        }

        long Int64(long place) => BinaryPrimitives.ReadInt64LittleEndian(library.AsSpan((int)place));

        int Int32(long place) => BinaryPrimitives.ReadInt32LittleEndian(library.AsSpan((int)place));

        int Int16(long place) => BinaryPrimitives.ReadUInt16LittleEndian(library.AsSpan((int)place));

        string NameAt(long place)
        {
            ReadOnlySpan<byte> rest = library.AsSpan((int)place);
            return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
        }
    }
}
