using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>What Resize does along one axis, as a matrix (ONNX operator Resize; in single precision, as ONNX Runtime computes the places).</summary>
internal static class InterpolationMatrix
{
    /// <summary>The matrix, output x input: each row has the weights of one output element.</summary>
    /// <param name="node">A Resize or Upsample, nearest or linear.</param>
    /// <param name="opset">The version of the operator set: before 11 there is one way to find places and one to round.</param>
    /// <param name="from">The axis' size before.</param>
    /// <param name="to">The axis' size behind.</param>
    /// <param name="scale">Their ratio as the node has it.</param>
    public static float[] Of(NodeProto node, long opset, long from, long to, float scale)
    {
        float[] matrix = new float[to * from];
        bool nearest = node.GetString("mode", "nearest") == "nearest";
        string coordinates = opset < 11 ? "asymmetric" : node.GetString("coordinate_transformation_mode", "half_pixel");
        string rounding = opset < 11 ? scale < 1 ? "ceil" : "floor" : node.GetString("nearest_mode", "round_prefer_floor");
        for (long output = 0; output < to; output++)
        {
            float place = scale == 1 ? output : Place(coordinates, output, scale, from, to);
            Span<float> row = matrix.AsSpan((int)(output * from), (int)from);
            if (nearest)
            {
                row[(int)Math.Clamp(Round(rounding, place), 0, from - 1)] = 1;
                continue;
            }

            place = Math.Clamp(place, 0, from - 1);
            int low = (int)place;
            int high = (int)Math.Min(low + 1, from - 1);
            row[low] += 1 - (place - low);
            row[high] += place - low;
        }

        return matrix;
    }

    /// <summary>Whether a matrix repeats each element the same whole number of times.</summary>
    public static bool Repeats(float[] matrix, long from, long to) => from > 0 && to % from == 0
        && Enumerable.Range(0, (int)to).All(output => matrix[(output * from) + (output / (to / from))] == 1);

    private static float Place(string coordinates, long output, float scale, long from, long to) => coordinates switch
    {
        "asymmetric" => output / scale,
        "align_corners" => to == 1 ? 0 : (float)output * (from - 1) / (to - 1),
        "pytorch_half_pixel" => to > 1 ? ((output + 0.5f) / scale) - 0.5f : 0,
        "tf_half_pixel_for_nn" => (output + 0.5f) / scale,
        "half_pixel_symmetric" => (from / 2f * (1 - (to / (scale * from)))) + ((output + 0.5f) / scale) - 0.5f,
        _ => ((output + 0.5f) / scale) - 0.5f,
    };

    private static float Round(string rounding, float place) => rounding switch
    {
        "floor" => MathF.Floor(place),
        "ceil" => MathF.Ceiling(place),
        "round_prefer_ceil" => MathF.Floor(place + 0.5f),
        _ => MathF.Ceiling(place - 0.5f),
    };
}
