using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using RsdtrEdge.Runtime.Tests.DataSets;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Runtime.Tests.Native;

/// <summary>
/// Native/OnnxRuntime.targets in projects of a few lines, with a small archive or folder of the same layout in place of the real package,
/// so that no test needs the network.
/// </summary>
public sealed class OnnxRuntimeTargetsTests : IDisposable
{
    private const string Version = "9.9.9";

    private readonly TemporaryFolder _folder = new();
    private readonly string _cache;
    private readonly byte[] _archive;

    public OnnxRuntimeTargetsTests()
    {
        _cache = Path.Combine(_folder.Path, "cache");
        _archive = PackArchive("napi-v6", ("linux/x64/libonnxruntime.so.1", "x64"), ("linux/arm64/libonnxruntime.so.1", "arm64"), ("win32/x64/onnxruntime.dll", "win"));
    }

    private string KeptArchive => Path.Combine(_cache, $"onnxruntime-node-{Version}.tgz");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Libraries_of_the_runtime_identifiers_asked_for_are_unpacked_and_linked_as_packages_do()
    {
        KeepArchive(_archive);
        (int code, string output) = Build("linux-arm64%3Bwin-x64");
        Assert.True(code == 0, output);
        Assert.Contains("LINK runtimes/linux-arm64/native/libonnxruntime.so.1;runtimes/win-x64/native/onnxruntime.dll", output, StringComparison.Ordinal);
        Assert.Equal("arm64", File.ReadAllText(Path.Combine(_cache, "linux-arm64", "libonnxruntime.so.1")));
        Assert.Equal("win", File.ReadAllText(Path.Combine(_cache, "win-x64", "onnxruntime.dll")));
        Assert.Empty(Directory.GetDirectories(_cache, ".fetch-*"));
    }

    [Fact]
    public void The_oldest_version_lies_elsewhere_in_its_package_and_goes_by_the_same_name_here()
    {
        byte[] archive = PackArchive("napi-v3", ("linux/arm64/libonnxruntime.so.1.17.9", "old arm64"), ("darwin/arm64/libonnxruntime.1.17.9.dylib", "old mac"));
        _folder.AddBytes("cache/onnxruntime-node-1.17.9.tgz", archive);
        (int code, string output) = Build(
            "linux-arm64%3Bosx-arm64", ("OnnxRuntimeVersion", "1.17.9"), ("OnnxRuntimeIntegrity", Convert.ToBase64String(SHA512.HashData(archive))));
        Assert.True(code == 0, output);
        Assert.Contains("LINK runtimes/linux-arm64/native/libonnxruntime.so.1;runtimes/osx-arm64/native/libonnxruntime.1.dylib", output, StringComparison.Ordinal);
        Assert.Equal("old arm64", File.ReadAllText(Path.Combine(_cache, "linux-arm64", "libonnxruntime.so.1")));
        Assert.Equal("old mac", File.ReadAllText(Path.Combine(_cache, "osx-arm64", "libonnxruntime.1.dylib")));
    }

    [Fact]
    public void A_package_of_another_layout_is_told_with_the_file_that_it_lacks()
    {
        byte[] archive = PackArchive("napi-v3", ("linux/x64/libonnxruntime.so.1", "between"));
        KeepArchive(archive);
        (int code, string output) = Build("linux-x64", ("OnnxRuntimeIntegrity", Convert.ToBase64String(SHA512.HashData(archive))));
        Assert.Equal(1, code);
        Assert.Contains("error RSDTR3008", output, StringComparison.Ordinal);
        Assert.Contains("where onnxruntime-node 9.9.9 does not hold package/bin/napi-v6/linux/x64/libonnxruntime.so.1, set", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_without_a_known_hash_is_not_fetched()
    {
        (int code, string output) = Build("linux-x64", ("OnnxRuntimeIntegrity", null));
        Assert.Equal(1, code);
        Assert.Contains("error RSDTR3008: No integrity hash is known for onnxruntime-node 9.9.9", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_library_can_lie_beside_the_program()
    {
        KeepArchive(_archive);
        (int code, string output) = Build("linux-x64", ("OnnxRuntimeBesideProgram", "true"));
        Assert.True(code == 0, output);
        Assert.Contains("LINK libonnxruntime.so.1 ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_build_touches_nothing_and_another_identifier_needs_no_network()
    {
        KeepArchive(_archive);
        Assert.Equal(0, Build("linux-x64").Code);
        string library = Path.Combine(_cache, "linux-x64", "libonnxruntime.so.1");
        DateTime written = File.GetLastWriteTimeUtc(library);
        Assert.Equal(0, Build("linux-x64%3Blinux-arm64").Code);
        Assert.Equal(written, File.GetLastWriteTimeUtc(library));
        File.Delete(KeptArchive);
        Assert.Equal(0, Build("linux-arm64").Code);
    }

    [Fact]
    public void A_damaged_archive_is_refused_and_nothing_of_it_is_used()
    {
        KeepArchive([.. _archive, 0]);
        (int code, string output) = Build("linux-x64");
        Assert.Equal(1, code);
        Assert.Contains("error RSDTR3009: ", output, StringComparison.Ordinal);
        Assert.Contains(KeptArchive, output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_cache, "libonnxruntime*", SearchOption.AllDirectories));
    }

    [Fact]
    public void An_archive_that_differs_from_the_expected_hash_only_in_case_is_refused()
    {
        KeepArchive(_archive);
        string hash = Convert.ToBase64String(SHA512.HashData(_archive));
        (int code, string output) = Build("linux-x64", ("OnnxRuntimeIntegrity", string.Concat(hash.Select(c => char.IsLower(c) ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c)))));
        Assert.Equal(1, code);
        Assert.Contains("error RSDTR3009: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_npm_the_error_names_the_remedies()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // The fake npm below is a shell script.
        }

        FakeNpm("echo no network >&2; exit 1");
        (int code, string output) = Build("linux-x64");
        Assert.Equal(1, code);
        Assert.Contains("error RSDTR3008: ", output, StringComparison.Ordinal);
        Assert.Contains("no network", output, StringComparison.Ordinal);
        Assert.Contains("OnnxRuntimeSource", output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_cache));
    }

    [Fact]
    public async Task Builds_at_the_same_time_on_an_empty_cache_all_succeed()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // The fake npm below is a shell script.
        }

        string source = _folder.AddBytes("registry/onnxruntime-node.tgz", _archive);
        FakeNpm($"sleep 0.3; cp '{source}' onnxruntime-node-{Version}.tgz");
        (int Code, string Output)[] builds = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Build("linux-x64"))));
        Assert.All(builds, build => Assert.True(build.Code == 0, build.Output));
        Assert.Equal("x64", await File.ReadAllTextAsync(Path.Combine(_cache, "linux-x64", "libonnxruntime.so.1")));
        Assert.Equal(_archive, await File.ReadAllBytesAsync(KeptArchive));
        Assert.Empty(Directory.GetDirectories(_cache, ".fetch-*"));
    }

    [Fact]
    public void A_runtime_identifier_that_the_package_lacks_is_told_with_those_it_has()
    {
        (int code, string output) = Build("linux-riscv64");
        Assert.Equal(1, code);
        Assert.Contains("error RSDTR3008: ", output, StringComparison.Ordinal);
        Assert.Contains("linux-arm64", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nuget")]
    public void The_NuGet_package_s_libraries_are_linked_where_restoring_put_them(string? source)
    {
        foreach (string file in new[] { "linux-arm64/native/libonnxruntime.so", "osx-arm64/native/libonnxruntime.dylib", "win-x64/native/onnxruntime.dll" })
        {
            _ = _folder.AddBytes($"packages/microsoft.ml.onnxruntime/{Version}/runtimes/{file}", 1);
        }

        (int code, string output) = Build(
            "linux-arm64%3Bosx-arm64%3Bwin-x64", ("OnnxRuntimeSource", source), ("OnnxRuntimeIntegrity", null), ("NuGetPackageRoot", _folder.File("packages")));
        Assert.True(code == 0, output);
        Assert.Contains(
            "LINK runtimes/linux-arm64/native/libonnxruntime.so;runtimes/osx-arm64/native/libonnxruntime.dylib;runtimes/win-x64/native/onnxruntime.dll ", output, StringComparison.Ordinal);
        Assert.Contains($"DOWNLOAD Microsoft.ML.OnnxRuntime [{Version}]", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_NuGet_package_that_is_not_there_or_has_no_library_for_the_machine_is_told_with_the_remedy()
    {
        string package = Path.GetDirectoryName(_folder.AddBytes("package/package.nuspec", 1))!;
        (int absent, string error) = Build("linux-arm64", ("OnnxRuntimeSource", "nuget"), ("OnnxRuntimePackageFolder", package));
        Assert.Equal(1, absent);
        Assert.Contains($"error RSDTR3008: No ONNX Runtime library at {Path.Combine(package, "runtimes")}", error, StringComparison.Ordinal);
        Assert.Contains("dotnet restore", error, StringComparison.Ordinal);

        (int unknown, string other) = Build("linux-riscv64", ("OnnxRuntimeSource", "nuget"), ("OnnxRuntimePackageFolder", package));
        Assert.Equal(1, unknown);
        Assert.Contains($"error RSDTR3008: The package Microsoft.ML.OnnxRuntime {Version} holds no library for 'linux-riscv64'", other, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_of_ones_own_is_taken_from_a_file_or_a_folder()
    {
        string file = _folder.AddBytes("own/libonnxruntime.so", 1);
        foreach (string source in new[] { file, Path.GetDirectoryName(file)! })
        {
            (int code, string output) = Build("linux-x64", ("OnnxRuntimeSource", source));
            Assert.True(code == 0, output);
            Assert.Contains("LINK runtimes/linux-x64/native/libonnxruntime.so", output, StringComparison.Ordinal);
        }

        (int failed, string error) = Build("linux-x64", ("OnnxRuntimeSource", _folder.File("absent.so")));
        Assert.Equal(1, failed);
        Assert.Contains("error RSDTR3008: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_told_with_the_remedy()
    {
        // A file where the folder should be is refused to every user, the superuser included.
        string file = _folder.AddBytes("taken", 1);
        (int code, string output) = Build("linux-x64", ("OnnxRuntimeCache", Path.Combine(file, "cache")));
        Assert.Equal(1, code);
        Assert.Contains("error RSDTR3008: ", output, StringComparison.Ordinal);
        Assert.Contains("OnnxRuntimeCache", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_without_a_home_has_a_cache_in_the_repository()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // What the user's cache folder is follows from other variables there.
        }

        (_, string output) = Build("linux-x64", ("OnnxRuntimeCache", null), ("HOME", ""), ("XDG_CACHE_HOME", ""), ("OnnxRuntimeSource", _folder.AddBytes("own.so", 1)));
        Assert.Contains($"CACHE {Path.Combine(RepositoryLayout.Root, "artifacts", "cache")}", output, StringComparison.Ordinal);
    }

    private static byte[] PackArchive(string folder, params (string Member, string Content)[] files)
    {
        using MemoryStream stream = new();
        using (GZipStream gzip = new(stream, CompressionLevel.Fastest, leaveOpen: true))
        using (TarWriter tar = new(gzip, TarEntryFormat.Ustar))
        {
            foreach ((string member, string content) in files)
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"package/bin/{folder}/{member}")
                {
                    DataStream = new MemoryStream(System.Text.Encoding.ASCII.GetBytes(content)),
                });
            }
        }

        return stream.ToArray();
    }

    private void KeepArchive(byte[] bytes) => _folder.AddBytes($"cache/onnxruntime-node-{Version}.tgz", bytes);

    private void FakeNpm(string script)
    {
        string path = _folder.AddBytes("bin/npm", System.Text.Encoding.ASCII.GetBytes($"#!/bin/sh\n{script}\n"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    // A property whose value is null is not set; the project cannot change one that is, not even an empty one.
    private (int Code, string Output) Build(string rids, params (string Name, string? Value)[] properties)
    {
        string targets = Path.Combine(RepositoryLayout.Root, "src", "EdgeRuntime", "Native", "OnnxRuntime.targets");
        string project = Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.proj");
        File.WriteAllText(project, $"""
            <Project DefaultTargets="AssignTargetPaths">
              <Import Project="{targets}" />
              <Target Name="AssignTargetPaths"><Message Importance="high" Text="LINK @(None->'%(Link)') CACHE $(_OnnxRuntimeCacheFolder) DOWNLOAD @(PackageDownload->'%(Identity) %(Version)')" /></Target>
            </Project>
            """);
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
        };
        start.Environment["PATH"] = $"{_folder.File("bin")}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        foreach (string argument in (string[])["msbuild", project, "-nologo", "-nodeReuse:false", "-verbosity:minimal"])
        {
            start.ArgumentList.Add(argument);
        }

        Dictionary<string, string?> all = new()
        {
            ["OnnxRuntimeSource"] = "npm",
            ["OnnxRuntimeVersion"] = Version,
            ["OnnxRuntimeIntegrity"] = Convert.ToBase64String(SHA512.HashData(_archive)),
            ["OnnxRuntimeCache"] = _cache,
            ["OnnxRuntimeRids"] = rids,
        };
        foreach ((string name, string? value) in properties)
        {
            all[name] = value;
        }

        foreach ((string name, string? value) in all.Where(property => property.Value is not null))
        {
            start.ArgumentList.Add($"-property:{name}={value}");
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + error.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
