using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.Packaging;

/// <summary>The installed rsdtr-edge publishes a stranger's project and brings it to a board: a stand-in for ssh hands the command line to a shell, as a server does.</summary>
[Collection(PackageFeedGroup.Name)]
public sealed class ToolDeploymentTests(PackageFeed feed)
{
    [Fact]
    public void A_project_is_published_for_the_board_and_measured_there_by_the_installed_tool()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // This machine plays the board, which takes a Linux.
        }

        using ConsumerProject project = new(feed);
        project.Write("application.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="RsdtrEdge.Runtime" Version="{feed.Version}" />
                <Content Include="net.onnx" CopyToOutputDirectory="PreserveNewest" />
              </ItemGroup>
            </Project>
            """);
        project.Write("Program.cs", "return does not compile;");
        project.WriteBytes("net.onnx", File.ReadAllBytes(Path.Combine(RepositoryLayout.Root, "samples", "PiClassifier", "models", "classifier.onnx")));
        string home = Directory.CreateDirectory(project.Full("board")).FullName;
        project.Write("programs/ssh", $"""
            #!/bin/sh
            while [ "$1" != -- ]; do shift; done
            shift 2
            cd '{home}' && HOME='{home}' exec sh -c "$*"

            """);
        File.SetUnixFileMode(project.Full("programs/ssh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        project.SetVariable("PATH", $"{project.Full("programs")}:{Environment.GetEnvironmentVariable("PATH")}");
        _ = project.DotNet("tool", "install", "rsdtr-edge", "--version", feed.Version, "--tool-path", project.Full("installed")).Succeeds();
        string[] deploy = ["deploy", "--host", "board", "--project", "application.csproj", "--seconds", "0", "--json", "report.json"];

        CommandResult failed = project.Run(project.Full("installed/rsdtr-edge"), deploy);
        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("Program.cs", failed.Error, StringComparison.Ordinal);
        Assert.Contains("application.csproj(1): error RSDTR4201: ", failed.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(home, "application")));

        project.Write("Program.cs", "return 7;");
        _ = project.Run(project.Full("installed/rsdtr-edge"), deploy).Succeeds();
        Assert.Equal("net.onnx", LatencyReportJson.Load(project.Full("report.json")).Model);
        Assert.Equal(7, project.DotNet("exec", Path.Combine(home, "application", "current", "application.dll")).ExitCode);
    }
}
