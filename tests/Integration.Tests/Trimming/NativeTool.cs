using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.Trimming;

/// <summary>rsdtr-edge as native code, published once for all tests of it.</summary>
public sealed class NativeTool : IDisposable
{
    private readonly TemporaryFolder _folder = new("native");
    private readonly Lazy<CommandResult> _publish;

    // Not before a test asks: where all are skipped, nothing is to be published.
    public NativeTool() => _publish = new(Publish);

    /// <summary>What was published.</summary>
    public string Folder => Path.Combine(_folder.Path, "published");

    /// <summary>What the publish printed.</summary>
    internal CommandResult PublishResult => _publish.Value;

    /// <summary>Runs the program.</summary>
    internal CommandResult Run(params string[] arguments)
    {
        _ = PublishResult.Succeeds();
        return Command.Run(Path.Combine(Folder, FileName), _folder.Path, arguments);
    }

    /// <summary>Runs the program as the build left it.</summary>
    internal CommandResult RunManaged(params string[] arguments) => Command.Run(Path.Combine(AppContext.BaseDirectory, FileName), _folder.Path, arguments);

    public void Dispose() => _folder.Dispose();

    private static string FileName => OperatingSystem.IsWindows() ? "rsdtr-edge.exe" : "rsdtr-edge";

    private CommandResult Publish() => Command.DotNet(
        RepositoryLayout.Root,
        [
            "publish", "src/Tools/rsdtr-edge", "-c", "Release", "-r", PackageFeed.HostRid, "-p:PublishAot=true", "-o", Folder, "-nologo", "-v", "quiet",
            "--artifacts-path", Path.Combine(_folder.Path, "artifacts"),
        ]);
}
