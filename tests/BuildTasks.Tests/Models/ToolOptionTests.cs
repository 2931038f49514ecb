using RsdtrEdge.BuildTasks.Models;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.BuildTasks.Tests.Models;

public sealed class ToolOptionTests
{
    [Theory]
    [MemberData(nameof(OptionCases.All), MemberType = typeof(OptionCases))]
    public void A_value_is_accepted_that_the_tool_takes(string option, string value, bool isTaken) =>
        Assert.Equal(isTaken, ToolOption.All.Single(one => one.Option == option).Accepts(value));
}
