using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Refinement;
using static RsdtrEdge.Compressor.Tests.TensorRing.SeededKernels;

namespace RsdtrEdge.Compressor.Tests.Rewriting;

/// <summary>Rings whose filters all channels share, by each of their eight execution plans.</summary>
public sealed class SharedFilterPlanTests
{
    private static readonly ConvolutionSetting[] s_settings =
    [
        new() { Strides = [2, 1], Pads = [1, 0, 1, 2] },
        new() { Dilations = [2, 1], Pads = [2, 2, 2, 2], Bias = false, Batch = null },
    ];

    public static TheoryData<int, bool> Plans
    {
        get
        {
            TheoryData<int, bool> plans = [];
            for (int cuts = 0; cuts <= (int)ChainCuts.All; cuts++)
            {
                plans.Add(cuts, true);
                plans.Add(cuts, false);
            }

            return plans;
        }
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Every_plan_computes_what_the_reconstructed_kernel_does(int cuts, bool onInputs)
    {
        foreach (KernelShape shape in (KernelShape[])[new(6, 5, 3, 3), new(6, 5, 1, 3), new(5, 6, 3, 2)])
        {
            FittingTarget target = SeededTargets.Of(shape, SeededTargets.Inputs.Whole, seed: 1, Kind.Noise);
            foreach (int filters in (int[])[1, 3])
            {
                FactorizedKernel factors = new SpatialBasisRecipe(onInputs, filters, width: 3, (ChainCuts)cuts).Start(target, CancellationToken.None);
                foreach (ConvolutionSetting setting in s_settings)
                {
                    ChainEquivalence.Assert(setting, factors, seed: filters);
                }
            }
        }
    }
}
