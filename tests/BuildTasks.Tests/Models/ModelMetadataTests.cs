using System.Xml.Linq;
using RsdtrEdge.BuildTasks.Models;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.BuildTasks.Tests.Models;

public sealed class ModelMetadataTests
{
    [Fact]
    public void The_names_that_a_user_sets_are_those_that_the_package_declares()
    {
        XElement props = XElement.Load(Path.Combine(RepositoryLayout.Root, "src/BuildTasks/build/RsdtrEdge.Build.props"));
        Assert.Equal(
            props.Elements("ItemDefinitionGroup").Elements("RsdtrModel").Elements().Select(element => element.Name.LocalName).Order(StringComparer.Ordinal),
            ModelMetadata.OfUsers.Order(StringComparer.Ordinal));
    }
}
