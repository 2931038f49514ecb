namespace RsdtrEdge.Runtime.Imaging.Jpeg;

/// <summary>The second byte of the markers that the decoder knows (ITU-T T.81, table B.1).</summary>
internal static class JpegMarker
{
    public const byte StartOfFrameBaseline = 0xC0;
    public const byte StartOfFrameExtended = 0xC1;
    public const byte StartOfFrameProgressive = 0xC2;
    public const byte DefineHuffmanTables = 0xC4;
    public const byte ExtensionFrame = 0xC8;
    public const byte DefineArithmeticConditioning = 0xCC;
    public const byte LastStartOfFrame = 0xCF;
    public const byte FirstRestart = 0xD0;
    public const byte StartOfImage = 0xD8;
    public const byte EndOfImage = 0xD9;
    public const byte StartOfScan = 0xDA;
    public const byte DefineQuantizationTables = 0xDB;
    public const byte DefineRestartInterval = 0xDD;
    public const byte App0 = 0xE0;
    public const byte App14 = 0xEE;
    public const byte Temporary = 0x01;

    /// <summary>Whether the marker stands alone, without a length and content.</summary>
    public static bool IsStandalone(byte marker) => marker is Temporary or (>= FirstRestart and <= EndOfImage);

    /// <summary>Whether the marker begins a frame of any process, known here or not.</summary>
    public static bool IsStartOfFrame(byte marker) =>
        marker is >= StartOfFrameBaseline and <= LastStartOfFrame and not DefineHuffmanTables and not ExtensionFrame and not DefineArithmeticConditioning;
}
