using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>DepthToSpace in both of its orders: the blocks of positions go back to channels.</summary>
internal sealed class DepthToSpaceRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["DepthToSpace"];

    public void Emit(GradientNode node)
    {
        long block = node.Proto.GetInt("blocksize", 0);
        if (node.SizesFrom(0, 1) is not [var channels, var height, var width] || block < 1)
        {
            node.Block("has an input of unknown size");
            return;
        }

        // [N, C', H, b, W, b], and from there to [N, C', b, b, H, W] (CRD) or [N, b, b, C', H, W] (DCR).
        string parts = node.Writer.Reshape(node.Gradient, -1, channels / (block * block), height, block, width, block);
        long[] order = node.Proto.GetString("mode", "DCR") == "CRD" ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4];
        node.Give(0, node.Writer.Reshape(node.Writer.Transpose(parts, order), -1, channels, height, width));
    }
}
