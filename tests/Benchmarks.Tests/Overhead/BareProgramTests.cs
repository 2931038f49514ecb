using RsdtrEdge.Benchmarks.Overhead;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Benchmarks.Tests.Overhead;

public sealed class BareProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rsdtr-tests-").FullName;
    private readonly string _model = Path.Combine(RepositoryLayout.Root, "samples", "PiClassifier", "models", "classifier.onnx");

    // Measuring fails where the outputs are not the same bits.
    [CompilerFact]
    public void C_and_the_library_compute_the_same_and_both_are_timed()
    {
        using BareProgram bare = BareProgram.Compile(CompilerFactAttribute.Compiler, _folder);
        RunOverhead figures = RunOverhead.Measure(bare, _model, _folder, seconds: 0);
        Assert.True(figures is { BareMicroseconds: > 0, Library: { Microseconds: > 0, BytesARun: 0 } });
        Assert.Equal(PackageSide.Refusal is null, figures.Package is { Microseconds: > 0 });
        StartTimes starts = StartTimes.Measure(bare.ProgramPath, native: null, _model, _folder, starts: 1);
        Assert.True(starts is { BareMilliseconds: > 0, Managed.Milliseconds: > 0, Native: null });
    }

    [CompilerFact]
    public void A_native_tool_is_timed_beside_the_others_and_must_print_the_same()
    {
        using BareProgram bare = BareProgram.Compile(CompilerFactAttribute.Compiler, _folder);
        string tool = Path.Combine(AppContext.BaseDirectory, "rsdtr-edge");
        StartTimes starts = StartTimes.Measure(bare.ProgramPath, tool, _model, _folder, starts: 1);
        Assert.True(starts.Native is { Milliseconds: > 0 });

        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => StartTimes.Measure(bare.ProgramPath, "echo", _model, _folder, starts: 1));
        Assert.Contains("--threads 1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_compiler_that_is_not_there_is_named()
    {
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => BareProgram.Compile("no-such-compiler", _folder));
        Assert.Contains("'no-such-compiler'", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
