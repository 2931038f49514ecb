using System.Security;

namespace RsdtrEdge.Integration.Tests.Infrastructure;

/// <summary>A project of a user's, in a folder of its own outside the repository, that references the packed package.</summary>
internal sealed class ConsumerProject : IDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly PackageFeed _feed;
    private readonly Dictionary<string, string> _environment;
    private bool _restored;

    /// <summary>Creates the folder, with no project in it yet.</summary>
    /// <param name="feed">The packed package.</param>
    /// <param name="name">The folder's name.</param>
    public ConsumerProject(PackageFeed feed, string name = "consumer")
    {
        _feed = feed;
        _folder = new TemporaryFolder(name);
        _environment = new Dictionary<string, string> { ["NUGET_PACKAGES"] = feed.PackageCache, [CacheVariable] = System.IO.Path.Combine(_folder.Root, "cache") };
        Write("NuGet.config", $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="rsdtr-local" value="{SecurityElement.Escape(feed.Path)}" />
              </packageSources>
            </configuration>
            """);
    }

    /// <summary>The variable, and property, that keeps these builds out of the user's cache of results: each test has its own, beside the project.</summary>
    public const string CacheVariable = "RsdtrCacheDirectory";

    /// <summary>The cache of results.</summary>
    public string ResultCache => _environment[CacheVariable];

    /// <summary>The project's folder.</summary>
    public string Path => _folder.Path;

    /// <summary>Where a Debug build puts the application.</summary>
    public const string OutputFolder = "bin/Debug/net10.0";

    /// <summary>Where a Debug build keeps the compressed models.</summary>
    public const string IntermediateFolder = "obj/Debug/net10.0/rsdtr";

    /// <summary>Writes the project file of a class library, which builds faster than a program and copies content alike.</summary>
    /// <param name="items">Its items, as XML.</param>
    /// <param name="properties">Its properties, as XML.</param>
    /// <param name="file">The file's name.</param>
    public void WriteProject(string items, string properties = "", string file = "consumer.csproj") => Write(file, $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <EnableDefaultCompileItems>false</EnableDefaultCompileItems>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="RsdtrEdge.Build" Version="{_feed.Version}" PrivateAssets="all" />
            {items}
          </ItemGroup>
        </Project>
        """);

    /// <summary>Writes a text file below the project's folder.</summary>
    public void Write(string path, string content) => WriteBytes(path, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>Writes a file below the project's folder.</summary>
    public void WriteBytes(string path, byte[] content)
    {
        string full = Full(path);
        _ = Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, content);
    }

    /// <summary>Writes a budget file whose limit on parameters stands on line 3.</summary>
    public void WriteBudget(string path, string parameters) => Write(path, $$"""
        { "name": "board", "title": "A board",
          "limits": {
            "parameters": {{parameters}} } }
        """);

    /// <summary>A path below the project's folder.</summary>
    public string Full(string path) => System.IO.Path.Combine(Path, path);

    /// <summary>Whether a file is there.</summary>
    public bool Has(string path) => File.Exists(Full(path));

    /// <summary>A file's size.</summary>
    public long Size(string path) => new FileInfo(Full(path)).Length;

    /// <summary>When a file was written.</summary>
    public DateTime Time(string path) => File.GetLastWriteTimeUtc(Full(path));

    /// <summary>Sets a variable of the builds' environment; null removes it.</summary>
    public void SetVariable(string name, string? value)
    {
        if (value is null)
        {
            _ = _environment.Remove(name);
        }
        else
        {
            _environment[name] = value;
        }
    }

    /// <summary>Builds, restoring the first time; prints as much as tells which targets ran.</summary>
    /// <param name="arguments">More arguments.</param>
    public CommandResult Build(params string[] arguments)
    {
        CommandResult result = DotNet(["build", "-v", "normal", "-tl:off", "-nologo", .. _restored ? s_noRestore : [], .. arguments]);
        _restored = true;
        return result;
    }

    /// <summary>Runs dotnet in the project's folder.</summary>
    public CommandResult DotNet(params string[] arguments) => Command.DotNet(Path, arguments, _environment);

    /// <summary>Runs a program in the project's folder.</summary>
    public CommandResult Run(string program, params string[] arguments) => Command.Run(program, Path, arguments, _environment);

    /// <summary>Starts dotnet in the project's folder.</summary>
    public System.Diagnostics.Process StartDotNet(params string[] arguments) => Command.StartDotNet(Path, arguments, _environment);

    /// <inheritdoc />
    public void Dispose() => _folder.Dispose();

    private static readonly string[] s_noRestore = ["--no-restore"];
}
