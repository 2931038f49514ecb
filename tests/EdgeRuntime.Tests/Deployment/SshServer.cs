using System.Diagnostics;
using RsdtrEdge.Runtime.Tests.DataSets;
using RsdtrEdge.Runtime.Tests.Tools;

namespace RsdtrEdge.Runtime.Tests.Deployment;

/// <summary>An SSH server of the test's own, as the user that runs the tests, with keys that are made for it. ssh starts it and talks to it through a pipe: there is no port that could be taken.</summary>
internal sealed class SshServer : IDisposable
{
    /// <summary>The server: it starts itself again, so that it wants a full path.</summary>
    public const string Program = "/usr/sbin/sshd";

    private readonly TemporaryFolder _folder = new();

    public SshServer()
    {
        MakeKey("host");
        MakeKey("user");
        File.Copy(_folder.File("user.pub"), _folder.File("authorized"));
        File.WriteAllText(_folder.File("known"), $"board {File.ReadAllText(_folder.File("host.pub"))}");
        File.WriteAllText(_folder.File("none"), "");
        // The folder for temporary files can be written by everyone, which the server minds unless it is told not to.
        File.WriteAllText(_folder.File("config"), $"""
            HostKey {_folder.File("host")}
            AuthorizedKeysFile {_folder.File("authorized")}
            PidFile none
            StrictModes no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin prohibit-password
            UsePAM no

            """);
        if (Environment.UserName == "root")
        {
            // Where a part of the server without rights is at home; a package's service makes it.
            _ = Directory.CreateDirectory("/run/sshd");
        }
    }

    /// <summary>What the server has said.</summary>
    public string Log => File.Exists(_folder.File("log")) ? File.ReadAllText(_folder.File("log")) : "";

    /// <summary>A folder of the test's own.</summary>
    public TemporaryFolder Folder => _folder;

    /// <summary>How to reach it.</summary>
    /// <param name="knowsHost">Whether the host's key is among the known ones.</param>
    public string[] Arguments(bool knowsHost = true) =>
    [
        "--host", $"{Environment.UserName}@board", "--dotnet", EdgeTool.DotNet, "--identity", _folder.File("user"),
        "--ssh-option", $"ProxyCommand={Program} -i -f {_folder.File("config")} -E {_folder.File("log")}",
        "--ssh-option", $"UserKnownHostsFile={_folder.File(knowsHost ? "known" : "none")}", "--ssh-option", "StrictHostKeyChecking=yes", "--ssh-option", "IdentitiesOnly=yes",
    ];

    public void Dispose() => _folder.Dispose();

    private void MakeKey(string name)
    {
        using Process process = Process.Start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", _folder.File(name)]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
