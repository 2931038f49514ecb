using System.Buffers.Binary;
using System.Text;
using RsdtrEdge.Benchmarks.TrainingSpeed.Torch;

namespace RsdtrEdge.Benchmarks.Tests.TrainingSpeed;

public sealed class SymbolVersionsTests
{
    private const int Names = 0x40;
    private const int Needs = 0x60;
    private const int Sections = 0xD0;

    // Two libraries: one version of the first, two of the second.
    private const int FirstEntry = Needs + 16;
    private const int SecondFile = Needs + 32;

    [Fact]
    public void A_version_that_may_be_missing_is_marked_and_nothing_else_changes()
    {
        byte[] library = Library();
        byte[] spared = Library();
        SymbolVersions.Spare(spared, "NEW_2");

        // vna_flags of the last entry: VER_FLG_WEAK.
        library[SecondFile + 16 + 16 + 4] = 2;
        Assert.Equal(library, spared);
    }

    [Fact]
    public void A_version_that_is_not_needed_changes_nothing()
    {
        byte[] library = Library();
        SymbolVersions.Spare(library, "NEW");
        Assert.Equal(Library(), library);
    }

    // By the layout of Elf64_Ehdr, Elf64_Shdr, Elf64_Verneed and Elf64_Vernaux.
    private static byte[] Library()
    {
        byte[] library = new byte[Sections + (2 * 0x40)];
        Encoding.ASCII.GetBytes("\0OLD_1\0NEW_1\0NEW_2\0").CopyTo(library, Names);
        Int64(0x28, Sections);
        Int16(0x3A, 0x40);
        Int16(0x3C, 2);

        // The section of names, and that of needed versions, which links to it.
        Int32(Sections + 4, 3);
        Int64(Sections + 0x18, Names);
        Int32(Sections + 0x40 + 4, 0x6ffffffe);
        Int64(Sections + 0x40 + 0x18, Needs);
        Int32(Sections + 0x40 + 0x28, 0);
        Int32(Sections + 0x40 + 0x2C, 2);
        File(Needs, entries: 1, next: SecondFile - Needs);
        Entry(FirstEntry, name: 1, next: 0);
        File(SecondFile, entries: 2, next: 0);
        Entry(SecondFile + 16, name: 7, next: 16);
        Entry(SecondFile + 32, name: 13, next: 0);
        return library;

        void File(int place, short entries, int next)
        {
            Int16(place, 1);
            Int16(place + 2, entries);
            Int32(place + 8, 16);
            Int32(place + 12, next);
        }

        void Entry(int place, int name, int next)
        {
            Int32(place + 8, name);
            Int32(place + 12, next);
        }

        void Int64(int place, long value) => BinaryPrimitives.WriteInt64LittleEndian(library.AsSpan(place), value);

        void Int32(int place, int value) => BinaryPrimitives.WriteInt32LittleEndian(library.AsSpan(place), value);

        void Int16(int place, short value) => BinaryPrimitives.WriteInt16LittleEndian(library.AsSpan(place), value);
    }
}
