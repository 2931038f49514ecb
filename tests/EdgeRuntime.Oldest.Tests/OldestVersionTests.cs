using System.Xml.Linq;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Runtime.Tests;

public sealed class OldestVersionTests
{
    [Fact]
    public void The_tests_run_on_the_oldest_version_that_is_supported()
    {
        XDocument versions = XDocument.Load(Path.Combine(RepositoryLayout.Root, "Directory.Packages.props"));
        Assert.Equal(Assert.Single(versions.Descendants("OldestOnnxRuntimeVersion")).Value, OnnxRuntime.Current.Version);
    }
}
