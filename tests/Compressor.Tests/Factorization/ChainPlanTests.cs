using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Factorization;

public sealed class ChainPlanTests
{
    [Theory]
    [InlineData("Ci|jT", 0, "Ci|jT", "Ci|jT")]
    [InlineData("Ci|jT", 1, "Ci+jT", "CijT")]
    [InlineData("C|j|iT", 1, "C+j|iT", "Cj|iT")]
    [InlineData("C|j|iT", 2, "C|j+iT", "C|ijT")]
    [InlineData("C|j|i|T", 2, "C|j+i|T", "C|ij|T")]
    [InlineData("C|j|i|T", 5, "C+j|i+T", "Cj|iT")]
    [InlineData("C|i|j|T", 3, "C+i+j|T", "Cij|T")]
    [InlineData("C|i|j|T", 6, "C|i+j+T", "C|ijT")]
    [InlineData("C|i|j|T", 7, "C+i+j+T", "CijT")]
    [InlineData("C|T", 1, "C+T", "CijT")]
    public void Merged_neighbours_are_one_stage(string stored, int merges, string text, string running)
    {
        ChainPlan plan = new(ChainLayout.Parse(stored), (ChainMerges)merges);
        Assert.Equal(text, plan.ToString());
        Assert.Equal(ChainLayout.Parse(running), plan.Running);
        Assert.Equal(!text.Contains('|', StringComparison.Ordinal), plan.IsDense);
        Assert.Equal(
            text.Split('|').Select(stage => stage.Replace("+", "", StringComparison.Ordinal)),
            Enumerable.Range(0, plan.Running.StageCount).Select(plan.TextOf));
    }

    [Fact]
    public void Merges_that_a_layout_has_no_stages_for_are_left_out() =>
        Assert.Equal(ChainMerges.First | ChainMerges.Second, new ChainPlan(ChainLayout.Parse("C|ij|T"), ChainMerges.All).Merges);

    [Fact]
    public void The_widths_within_a_stage_are_none_between_stages()
    {
        ChainPlan plan = new(ChainLayout.Parse("C|i|j|T"), ChainMerges.Second);
        Assert.Equal([(0, 0), (1, 2), (3, 3)], Enumerable.Range(0, 3).Select(plan.Range));
        Assert.Equal([5, 7], plan.Widths([5, 6, 7]));
    }

    [Fact]
    public void A_plan_changes_what_a_run_costs_and_not_what_is_stored()
    {
        // T 4, C 3, kh 2, kw 5; 10 x 8 input, 9 x 4 output; widths 6 and 7. Cj: 90 at 10 x 4; iT: 2 x 6 x 4 = 48 at 9 x 4.
        KernelShape shape = new(4, 3, 2, 5);
        ConvolutionSize size = new(4, 3, 2, 5, 10, 8, 9, 4);
        ChainFactors chain = SeededFactors.Chain(shape, ChainLayout.Parse("Cj|i|T"), [6, 7], seed: 1);
        ChainFactors merged = chain.WithMerges(ChainMerges.Second);
        Assert.Equal((40 * 90) + (36 * 48), merged.Macs(size));
        Assert.Equal([new ChainValue(6, RowsDone: false, ColumnsDone: true)], merged.InnerValues);
        Assert.Equal(("chain", "Cj|i+T", chain.Parameters), (merged.Family, merged.Plan, merged.Parameters));
        Assert.Equal([6, 7], merged.Ranks);
        Assert.Equal(chain.Reconstruct(), merged.Reconstruct());
        Assert.Equal(ChainMerges.Second, merged.WithStages(chain.Stages).Execution.Merges);
        Assert.False(merged.RunsDense);
    }

    [Fact]
    public void All_merged_runs_as_the_dense_layer()
    {
        ConvolutionSize size = new(4, 3, 2, 5, 10, 8, 9, 4);
        KernelShape shape = new(4, 3, 2, 5);
        FactorizedKernel[] factors =
        [
            SeededFactors.Chain(shape, ChainLayout.Parse("Cj|i|T"), [6, 7], seed: 1),
            SeededFactors.Ring(shape, new RingRanks(2, 3, 2, 1), seed: 2),
        ];
        foreach (FactorizedKernel kernel in factors)
        {
            FactorizedKernel dense = kernel.ToDense();
            Assert.True(dense.RunsDense);
            Assert.False(kernel.RunsDense);
            Assert.Same(dense, dense.ToDense());
            Assert.Equal(ConvolutionCost.DenseMacs(size), dense.Macs(size));
            Assert.Empty(dense.InnerValues);
            Assert.Equal(kernel.Parameters, dense.Parameters);
        }

        // A pair with stride 2: 20 outputs, 5 channels to 3.
        ChainFactors pair = SeededFactors.Pair(outputs: 3, inputs: 5, rank: 2, seed: 3).ToDense();
        Assert.Equal(20 * 15, pair.Macs(new ConvolutionSize(3, 5, 1, 1, 8, 10, 4, 5)));
        Assert.Equal(("pair", "C+T", 16L), (pair.Family, pair.Plan, pair.Parameters));
    }
}
