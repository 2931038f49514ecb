using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Tests.Tools;

namespace RsdtrEdge.Runtime.Tests.Deployment;

/// <summary>Deploying through ssh itself.</summary>
public sealed class LoopbackDeploymentTests
{
    [SshServerFact]
    public void A_release_goes_through_ssh_is_measured_there_and_its_report_comes_back()
    {
        using SshServer server = new();
        PublishedApplication application = new(server.Folder.File("published"));
        application.Write("it's a $(name)/with spaces.txt", "text");
        string target = server.Folder.File("board's folder"), json = server.Folder.File("report.json");

        (int code, string output, string error) = EdgeTool.Run(["deploy", .. server.Arguments(), "--from", application.Path, "--to", target, "--seconds", "0", "--json", json]);

        Assert.True(code == 0, $"{server.FirstLine}\n{output}{error}");
        Assert.Contains("deployed", output, StringComparison.Ordinal);
        LatencyReport report = LatencyReportJson.Load(json);
        Assert.Equal(PublishedApplication.Model, report.Model);
        Assert.True(report.Count >= 100);
        Assert.Equal("text", File.ReadAllText(Path.Combine(target, "current", "it's a $(name)", "with spaces.txt")));
    }

    [SshServerFact]
    public void A_board_whose_key_is_not_known_gets_nothing()
    {
        using SshServer server = new();
        PublishedApplication application = new(server.Folder.File("published"));
        string target = server.Folder.File("board");
        (int code, _, string error) = EdgeTool.Run(["deploy", .. server.Arguments(knowsHost: false), "--from", application.Path, "--to", target]);
        Assert.Equal(4, code);
        Assert.Contains("error RSDTR4202: ", error, StringComparison.Ordinal);
        Assert.Contains("Host key verification failed", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(target));
    }
}
