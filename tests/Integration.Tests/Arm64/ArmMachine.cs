using System.Runtime.InteropServices;
using System.Text.Json;
using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.Arm64;

/// <summary>
/// A Raspberry Pi 4's processor (Cortex-A72) as QEMU's user mode emulates it: for programs as they are published for boards, and for networks by the arm64 ONNX Runtime and a C program
/// (runner.c) over it, which starts in a moment.
/// </summary>
public sealed class ArmMachine : IDisposable
{
    private const string Emulator = "qemu-aarch64-static";
    private const string Compiler = "aarch64-linux-gnu-gcc";

    // Where Debian and Ubuntu put arm64's C and C++ libraries for cross compilers, which need no foreign architecture.
    private const string Libraries = "/usr/aarch64-linux-gnu/lib", Headers = "/usr/aarch64-linux-gnu/include";

    private readonly TemporaryFolder _folder = new("arm64");
    private readonly Lazy<string> _library;

    /// <summary>Lays out what QEMU shows of such a machine. The C program and the library wait for the first network.</summary>
    public ArmMachine()
    {
        _library = new(MakeRunner);
        if (AbsentReason is not null)
        {
            return;
        }

        // QEMU looks for each absolute path in its prefix first: the loader, and what ONNX Runtime reads of the processor (without it, it crashes).
        _ = Directory.CreateSymbolicLink(Full("prefix/lib"), Libraries);
        File.WriteAllText(Full("prefix/proc/cpuinfo"), CpuInfo);
    }

    /// <summary>Why there is no such machine here; null where there is one.</summary>
    public static string? AbsentReason { get; } =
        !OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64 ? "runs on Linux x64, where Arm instructions are emulated"
        : SearchPath.Find(Emulator) is null ? $"needs {Emulator} (package qemu-user-static)"
        : SearchPath.Find(Compiler) is null ? $"needs {Compiler} (package gcc-aarch64-linux-gnu)"
        : !File.Exists(Path.Combine(Headers, "stdio.h")) ? "needs the arm64 C headers (package libc6-dev-arm64-cross)"
        : !File.Exists(Path.Combine(Libraries, "libstdc++.so.6")) ? "needs the arm64 C++ library (package libstdc++6-arm64-cross)"
        : null;

    /// <summary>Runs a program there.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">The arguments.</param>
    /// <returns>How it ended.</returns>
    internal CommandResult Start(string program, params string[] arguments) => Command.Run(Emulator, _folder.Path, [.. Options, program, .. arguments]);

    /// <summary>
    /// Runs rsdtr-edge as the process that it starts for a measurement, since QEMU cannot start another program of that processor by itself.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">The arguments.</param>
    /// <returns>How it ended.</returns>
    internal CommandResult StartSupervised(string program, params string[] arguments) => Command.Run(
        // The end of its input would tell it that who started it is gone: a pipe that it holds itself has none.
        "/bin/sh", _folder.Path, ["-c", "rm -f held && mkfifo held && exec \"$@\" 0<>held", "sh", Emulator, .. Options, program, .. arguments],
        new Dictionary<string, string> { ["RSDTR_SUPERVISED"] = "1" });

    /// <summary>Runs a network there, on one thread.</summary>
    /// <param name="model">The ONNX file.</param>
    /// <param name="shape">The input's shape.</param>
    /// <param name="input">The input's elements.</param>
    /// <param name="outputs">How many outputs it has.</param>
    /// <returns>Each output's elements.</returns>
    public float[][] Run(string model, IEnumerable<long> shape, float[] input, int outputs)
    {
        File.WriteAllBytes(Full("input"), MemoryMarshal.AsBytes(input.AsSpan()).ToArray());
        string library = _library.Value;
        _ = Start(Full("runner"), library, model, string.Join(',', shape), Full("input"), Full("output")).Succeeds();
        return [.. Enumerable.Range(0, outputs).Select(index => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Full($"output.{index}"))).ToArray())];
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private string[] Options => ["-cpu", "cortex-a72", "-L", Full("prefix")];

    private string MakeRunner()
    {
        string tests = Path.Combine(RepositoryLayout.Root, "tests");
        string source = Path.Combine(tests, "Integration.Tests", "Arm64", "runner.c");
        _ = Command.Run(Compiler, _folder.Path, ["-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-I", Path.Combine(tests, "Common"), source, "-o", Full("runner"), "-ldl"]).Succeeds();
        return FetchLibrary();
    }

    // Restoring downloads it where it is absent.
    private static string FetchLibrary()
    {
        string project = Path.Combine(RepositoryLayout.Root, "src", "EdgeRuntime", "RsdtrEdge.Runtime.csproj");
        CommandResult result = Command.DotNet(
            RepositoryLayout.Root, ["msbuild", project, "-restore", "-nologo", "-p:OnnxRuntimeRids=linux-arm64", "-getTargetResult:GetOnnxRuntimeNatives"]).Succeeds();
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement items = document.RootElement.GetProperty("TargetResults").GetProperty("GetOnnxRuntimeNatives").GetProperty("Items");
        return Assert.Single(items.EnumerateArray()).GetProperty("FullPath").GetString()!;
    }

    private string Full(string name)
    {
        string path = Path.Combine(_folder.Path, name);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    // As a Raspberry Pi 4 shows itself.
    private static string CpuInfo => string.Concat(Enumerable.Range(0, 4).Select(processor => $"""
        processor	: {processor}
        BogoMIPS	: 108.00
        Features	: fp asimd evtstrm crc32 cpuid
        CPU implementer	: 0x41
        CPU architecture: 8
        CPU variant	: 0x0
        CPU part	: 0xd08
        CPU revision	: 3


        """)) + "Hardware	: BCM2711\nModel	: Raspberry Pi 4 Model B Rev 1.4\n";
}
