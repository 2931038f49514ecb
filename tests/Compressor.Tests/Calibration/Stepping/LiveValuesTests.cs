using RsdtrEdge.Compressor.Calibration.Stepping;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Calibration.Stepping;

public sealed class LiveValuesTests
{
    [Fact]
    public void Values_are_kept_whatever_their_type_and_size()
    {
        using LiveValues values = new(3);
        for (int input = 0; input < 3; input++)
        {
            values.Add(input, "same", Tensor.Create<float>([input, 10 + input], 1, 2));
            // A size that depends on the input.
            values.Add(input, "ragged", Tensor.Create<float>(new float[4 * input], input, 4));
            values.Add(input, "shape", Tensor.Create<long>([input, 7], 2));
            values.Add(input, "flag", Tensor.Create<bool>([input == 1]));
            values.Add(input, "small", Tensor.Create<sbyte>([(sbyte)input], 1));
        }

        for (int input = 0; input < 3; input++)
        {
            Assert.Equal([input, 10f + input], values[input]["same"].ToArray<float>());
            Assert.Equal([1L, 2], values[input]["same"].Dimensions.AsEnumerable());
            Assert.Equal([input, 4L], values[input]["ragged"].Dimensions.AsEnumerable());
            Assert.Equal([input, 7L], values[input]["shape"].ToArray<long>());
            Assert.Equal([input == 1], values[input]["flag"].ToArray<bool>());
            Assert.Equal([(sbyte)input], values[input]["small"].ToArray<sbyte>());
        }
    }

    [Fact]
    public void What_is_released_is_gone_and_the_rest_stays()
    {
        using LiveValues values = new(2);
        Tensor[] gone = [Tensor.Create<float>([1], 1), Tensor.Create<float>([2], 1)];
        for (int input = 0; input < 2; input++)
        {
            values.Add(input, "gone", gone[input]);
            values.Add(input, "kept", Tensor.Create<float>([3 + input], 1));
        }

        Tensor held = values[0]["gone"];
        values.Release(name => name == "gone");
        Assert.All(gone.Append(held), tensor => Assert.Throws<ObjectDisposedException>(() => tensor.ToArray<float>()));
        Assert.Equal(["kept"], values[1].Keys);
        Assert.Equal([4f], values[1]["kept"].ToArray<float>());
        values.Add(0, "gone", Tensor.Create<float>([5, 6], 2));
        Assert.Equal([5f, 6], values[0]["gone"].ToArray<float>());
    }
}
