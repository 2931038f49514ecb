namespace RsdtrEdge.Tools.Edge.Deployment;

/// <summary>The processor that an ELF file's code is for: its field <c>e_machine</c>, where the file is of 64 bits and little-endian.</summary>
internal enum ElfMachine
{
    /// <summary>Another one.</summary>
    Other = 0,

    /// <summary>x86-64.</summary>
    X64 = 62,

    /// <summary>AArch64.</summary>
    Arm64 = 183,
}
