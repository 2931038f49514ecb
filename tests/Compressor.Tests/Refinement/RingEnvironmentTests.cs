using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.LinearAlgebra;
using RsdtrEdge.Compressor.Tests.TensorRing;

namespace RsdtrEdge.Compressor.Tests.Refinement;

public sealed class RingEnvironmentTests
{
    // All sizes and ranks differ, so that no axis can pass for another.
    private static readonly TensorRingKernel[] s_rings =
    [
        SeededKernels.Ring(new KernelShape(7, 6, 3, 2), new RingRanks(2, 3, 4, 5), seed: 1),
        SeededKernels.Ring(new KernelShape(5, 4, 1, 3), new RingRanks(1, 2, 3, 1), seed: 2),
        SeededKernels.Ring(new KernelShape(1, 1, 5, 4), new RingRanks(3, 1, 1, 2), seed: 3),
    ];

    public static TheoryData<int, int> Modes
    {
        get
        {
            TheoryData<int, int> data = [];
            for (int mode = 0; mode < KernelShape.Modes; mode++)
            {
                for (int index = 0; index < s_rings.Length; index++)
                {
                    data.Add(mode, index);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void The_core_in_its_environment_is_the_kernel(int mode, int index)
    {
        TensorRingKernel ring = s_rings[index];
        Matrix kernel = RingEnvironment.Of(ring, mode).ToKernel(RingEnvironment.ToMatrix(ring.Cores[mode]));
        double[] expected = ring.Reconstruct();
        Assert.Equal(ring.Shape.OutputChannels, kernel.Rows);
        Assert.Equal(expected.Length, kernel.Data.Length);
        Assert.All(expected.Zip(kernel.Data), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Both_directions_are_adjoint(int mode, int index)
    {
        TensorRingKernel ring = s_rings[index];
        RingEnvironment environment = RingEnvironment.Of(ring, mode);
        RingCore core = ring.Cores[mode];
        Matrix x = SeededMatrices.Uniform(core.Size, core.Before * core.After, seed: 4);
        Matrix y = SeededMatrices.Uniform(ring.Shape.OutputChannels, (int)ring.Shape.Size / ring.Shape.OutputChannels, seed: 5);
        Matrix adjoint = environment.Adjoint(y);
        Assert.Equal((x.Rows, x.Columns), (adjoint.Rows, adjoint.Columns));
        Assert.Equal(SeededMatrices.Dot(environment.ToKernel(x).Data, y.Data), SeededMatrices.Dot(x.Data, adjoint.Data), 1e-11);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_core_and_its_matrix_are_the_same_numbers(int mode, int index)
    {
        RingCore core = s_rings[index].Cores[mode];
        RingCore again = RingEnvironment.ToCore(RingEnvironment.ToMatrix(core), core.Before, core.After);
        Assert.Equal((core.Before, core.Size, core.After), (again.Before, again.Size, again.After));
        Assert.Equal(core.Data, again.Data);
    }
}
