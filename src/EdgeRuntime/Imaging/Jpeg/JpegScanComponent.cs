namespace RsdtrEdge.Runtime.Imaging.Jpeg;

/// <summary>A component in a scan, with the tables that the scan decodes it by (null where the scan needs none).</summary>
internal sealed class JpegScanComponent(JpegComponent component, JpegHuffmanTable? dc, JpegHuffmanTable? ac)
{
    public JpegComponent Component { get; } = component;

    public JpegHuffmanTable? Dc { get; } = dc;

    public JpegHuffmanTable? Ac { get; } = ac;

    /// <summary>The DC value of the block before, from which the next one's difference is counted.</summary>
    public int Prediction { get; set; }
}
