namespace RsdtrEdge.BuildTasks.Tests;

public sealed class CoreBudgetTests
{
    [Theory]
    // One network has all cores; several share them.
    [InlineData(1, 8, 0, 1, 8)]
    [InlineData(3, 8, 0, 3, 2)]
    [InlineData(20, 8, 0, 8, 1)]
    [InlineData(20, 8, 2, 2, 4)]
    [InlineData(1, 8, 4, 1, 8)]
    // Other projects have taken some.
    [InlineData(4, 3, 0, 3, 1)]
    [InlineData(4, 1, 0, 1, 1)]
    [InlineData(4, 1, 3, 1, 1)]
    public void Tools_and_their_threads_keep_within_the_cores(int models, int cores, int mostTools, int tools, int threads) =>
        Assert.Equal(new CoreBudget(tools, threads), CoreBudget.Share(models, cores, mostTools));
}
