using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.Samples;

/// <summary>That the samples look for the task and the tool of this repository where the SDK builds them, however its folders are laid out.</summary>
public sealed class SampleLayoutTests
{
    [Theory]
    [InlineData]
    [InlineData("-p:Platform=x64")]
    [InlineData("-p:ArtifactsPath=/artifacts", "-p:Configuration=Release")]
    public void The_tool_and_the_task_are_looked_for_where_they_are_built(params string[] layout)
    {
        Assert.Equal(Property("src/Tools/rsdtr/rsdtr.csproj", "TargetPath"), Property("samples/FaceDetector/FaceDetector.csproj", "RsdtrToolPath"));
        Assert.Equal(Property("src/BuildTasks/RsdtrEdge.BuildTasks.csproj", "TargetPath"), Property("samples/PiClassifier/PiClassifier.csproj", "_RsdtrTaskAssembly"));

        string Property(string project, string name) =>
            Path.GetFullPath(Command.DotNet(RepositoryLayout.Root, ["msbuild", project, "-nologo", $"-getProperty:{name}", .. layout]).Succeeds().Output.Trim());
    }
}
