using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Calibration.OutputEffects;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Calibration.OutputEffects;

public sealed class OutputEffectSumsTests
{
    private static readonly KernelShape s_shape = new(2, 1, 1, 1);

    [Theory]
    // D = (1 x 3 + 0 x 5, 2 x 3 + 1 x 5) = (3, 11); about the mean 4: (-1, -2 + 1).
    [InlineData(false, 9 + 121)]
    [InlineData(true, 1 + 1)]
    public void Of_one_input_they_are_those_worked_out_by_hand(bool isCentred, double inputs)
    {
        OutputEffect effect = Sums(isCentred, [3, 5], [1, 0, 2, 1]).ToEffect()!;
        Assert.Equal([1.0, 2, 2, 5], effect.Outputs.Data);
        Assert.Equal([inputs], effect.Inputs!.Data);
    }

    [Fact]
    public void Inputs_add_up()
    {
        OutputEffectSums sums = Sums(false, [3, 5], [1, 0, 2, 1]);
        Add(sums, [1, 0], [1, 1, 0, 3]);
        OutputEffect effect = sums.ToEffect()!;
        // g = (1, 1), (0, 3): 2 and 9 on the diagonal, 1 x 0 + 1 x 3 beside it; D = (1, 0).
        Assert.Equal([1.0 + 2, 2 + 3, 2 + 3, 5 + 9], effect.Outputs.Data);
        Assert.Equal([130.0 + 1], effect.Inputs!.Data);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_gradient_that_is_zero_or_not_finite_says_nothing(float gradient) =>
        Assert.Null(Sums(false, [3, 5], [gradient, gradient, gradient, gradient]).ToEffect());

    [Fact]
    public void A_gradient_of_other_sizes_says_nothing()
    {
        OutputEffectSums sums = Sums(false, [3, 5], [1, 0, 2, 1]);
        using Tensor activation = Tensor.Create<float>([3, 5], 1, 1, 1, 2);
        using Tensor gradient = Tensor.Create<float>([1, 1], 1, 2, 1, 1);
        sums.Add(Node(), activation, gradient);
        Assert.Null(sums.ToEffect());
    }

    private static OutputEffectSums Sums(bool isCentred, float[] image, float[] gradient)
    {
        LayerMoments moments = new(s_shape, isCentred);
        foreach (float number in image)
        {
            moments.Add([number]);
        }

        moments.EndInput();
        OutputEffectSums sums = new(s_shape, moments);
        Add(sums, image, gradient);
        return sums;
    }

    private static void Add(OutputEffectSums sums, float[] image, float[] gradient)
    {
        using Tensor activation = Tensor.Create<float>(image, 1, 1, 1, 2);
        using Tensor numbers = Tensor.Create<float>(gradient, 1, 2, 1, 2);
        sums.Add(Node(), activation, numbers);
    }

    private static NodeProto Node() => new GraphBuilder().Input("x", 1, 1, 1, 2).Conv(2, 1).Output("y").Build().Graph.Nodes.Single();
}
