using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Native;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Runtime.Tests.DataSets;

namespace RsdtrEdge.Runtime.Tests.Native;

public sealed class NativeLibraryResolverTests
{
    private static string FileName => NativeLibraryResolver.FileNames[0];

    [Fact]
    public void Without_a_library_the_error_names_what_was_searched_and_the_remedy()
    {
        using TemporaryFolder folder = new();
        string host = folder.File("host");
        RsdtrException exception = Assert.Throws<RsdtrException>(() => Resolver(folder.Path, host: host).Load());
        Assert.Equal(RuntimeDiagnostics.NativeLibraryMissing, exception.Diagnostic.Descriptor);
        Assert.Equal(ExitCode.Environment, exception.Diagnostic.Descriptor.ExitCode);
        Assert.Contains(folder.Path, exception.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(folder.Path, "runtimes", NativeLibraryResolver.RuntimeIdentifier, "native"), exception.Message, StringComparison.Ordinal);
        Assert.Contains(host, exception.Message, StringComparison.Ordinal);
        Assert.Contains("RSDTR_ONNXRUNTIME", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_explicit_path_is_taken_at_its_word()
    {
        using TemporaryFolder folder = new();
        PutLibrary(folder.Path);
        string absent = folder.File("absent.so");
        NativeLibraryResolver resolver = new() { ExplicitPath = absent, BaseDirectory = folder.Path };
        Assert.Contains($"'{absent}'", Assert.Throws<RsdtrException>(() => resolver.Load()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_variable_comes_before_the_programs_folder_and_after_an_explicit_path()
    {
        using TemporaryFolder folder = new();
        string ofProgram = CreateFolder(folder, "program"), ofVariable = CreateFolder(folder, "variable"), given = CreateFolder(folder, "given");
        PutLibrary(ofProgram);
        string byVariable = PutLibrary(ofVariable), byPath = PutLibrary(given);
        Assert.Equal(byVariable, Resolver(ofProgram, variable: ofVariable).Load().Path);
        Assert.Equal(byVariable, Resolver(ofProgram, variable: byVariable).Load().Path);
        Assert.Equal(byPath, Resolver(ofProgram, variable: ofVariable, given: given).Load().Path);
    }

    [Fact]
    public void The_programs_folder_comes_before_its_runtimes_folder_and_that_before_the_hosts()
    {
        using TemporaryFolder folder = new();
        string native = CreateFolder(folder, "runtimes", NativeLibraryResolver.RuntimeIdentifier, "native"), host = CreateFolder(folder, "host");
        string ofHost = PutLibrary(host);
        Assert.Equal(ofHost, Resolver(folder.Path, host: host).Load().Path);
        string ofRuntimes = PutLibrary(native);
        Assert.Equal(ofRuntimes, Resolver(folder.Path, host: host).Load().Path);
        string ofProgram = PutLibrary(folder.Path);
        Assert.Equal(ofProgram, Resolver(folder.Path, host: host).Load().Path);
    }

    [Fact]
    public void A_name_with_the_whole_version_is_found_too_and_last()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // The library has one name there.
        }

        using TemporaryFolder folder = new();
        string versioned = folder.File(OperatingSystem.IsMacOS() ? "libonnxruntime.1.30.0.dylib" : "libonnxruntime.so.1.30.0");
        File.CreateSymbolicLink(versioned, OnnxRuntime.Current.LibraryPath);
        Assert.Equal(versioned, Resolver(folder.Path).Load().Path);
        Assert.Equal(PutLibrary(folder.Path), Resolver(folder.Path).Load().Path);
    }

    [Fact]
    public void A_file_that_is_no_library_is_named_with_the_systems_reason()
    {
        using TemporaryFolder folder = new();
        string file = folder.File(FileName);
        File.WriteAllText(file, "not a library");
        RsdtrException exception = Assert.Throws<RsdtrException>(() => Resolver(folder.Path).Load());
        Assert.Contains($"'{file}' cannot be loaded", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_library_in_use_is_beside_the_tests_and_says_its_version()
    {
        OnnxRuntime runtime = OnnxRuntime.Current;
        Assert.StartsWith(AppContext.BaseDirectory, runtime.LibraryPath, StringComparison.Ordinal);
        Assert.Matches("^1\\.[0-9]+\\.[0-9]+", runtime.Version);
        Assert.InRange(runtime.ApiVersion, OrtVersion.Oldest, OrtVersion.Newest);
        Assert.StartsWith("ORT Build Info", runtime.BuildInfo, StringComparison.Ordinal);
        Assert.Same(runtime, OnnxRuntime.Load(runtime.LibraryPath));
        string folder = Path.GetDirectoryName(runtime.LibraryPath)!;
        Assert.Same(runtime, OnnxRuntime.Load(folder));
        Assert.Same(runtime, OnnxRuntime.Load(folder + Path.DirectorySeparatorChar));
        Assert.Same(runtime, OnnxRuntime.Load(""));
        Assert.Throws<InvalidOperationException>(() => OnnxRuntime.Load("/elsewhere/libonnxruntime.so"));
    }

    private static NativeLibraryResolver Resolver(string folder, string host = "", string? variable = null, string? given = null) => new()
    {
        BaseDirectory = folder,
        HostSearchDirectories = host,
        ExplicitPath = given,
        ReadVariable = name => name == NativeLibraryResolver.PathVariable ? variable : null,
        SearchSystem = false,
    };

    private static string CreateFolder(TemporaryFolder folder, params string[] names) =>
        Directory.CreateDirectory(Path.Combine([folder.Path, .. names])).FullName;

    private static string PutLibrary(string folder)
    {
        string path = Path.Combine(folder, FileName);
        File.CreateSymbolicLink(path, OnnxRuntime.Current.LibraryPath);
        return path;
    }
}
