using System.Xml.Linq;
using RsdtrEdge.BuildTasks.Models;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.BuildTasks.Tests.Models;

public sealed class BuildPropertiesTests
{
    [Fact]
    public void The_names_that_a_user_sets_are_those_that_editors_show()
    {
        XElement page = XElement.Load(Path.Combine(RepositoryLayout.Root, "src/BuildTasks/build/RsdtrProperties.xaml"));
        Assert.Equal(
            page.Elements().Where(element => element.Name.LocalName.EndsWith("Property", StringComparison.Ordinal)).Select(element => element.Attribute("Name")!.Value).Order(StringComparer.Ordinal),
            BuildProperties.OfUsers.Order(StringComparer.Ordinal));
    }
}
