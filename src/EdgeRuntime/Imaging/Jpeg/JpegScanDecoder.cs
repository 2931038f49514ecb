namespace RsdtrEdge.Runtime.Imaging.Jpeg;

/// <summary>Decodes the entropy-coded data of one scan, MCU by MCU, with its restarts (ITU-T T.81, A.2 and F.2).</summary>
internal ref struct JpegScanDecoder
{
    private readonly JpegFrame _frame;
    private readonly JpegScan _scan;
    private readonly int _restartInterval;
    private JpegBitReader _bits;
    private JpegProgressiveBlocks _progressive;

    public JpegScanDecoder(JpegFrame frame, JpegScan scan, int restartInterval, ReadOnlySpan<byte> file, int position)
    {
        _frame = frame;
        _scan = scan;
        _restartInterval = restartInterval;
        _bits = new JpegBitReader(file, position);
        _progressive = new JpegProgressiveBlocks(scan);
    }

    /// <summary>Decodes the scan.</summary>
    /// <returns>The position of the marker that ends it, or before it.</returns>
    public int Decode()
    {
        // A scan of one component holds just the blocks that cover the image, one an MCU.
        bool isSingle = _scan.Components.Length == 1;
        JpegComponent first = _scan.Components[0].Component;
        int wide = isSingle ? first.BlocksWide : _frame.McusWide;
        int high = isSingle ? first.BlocksHigh : _frame.McusHigh;
        int untilRestart = _restartInterval;
        int restarts = 0;
        Span<short> block = stackalloc short[64];
        for (int y = 0; y < high; y++)
        {
            for (int x = 0; x < wide; x++)
            {
                if (_restartInterval > 0 && untilRestart-- == 0)
                {
                    Restart(restarts++);
                    untilRestart = _restartInterval - 1;
                }

                if (isSingle)
                {
                    DecodeBlock(_scan.Components[0], x, y, block);
                }
                else
                {
                    DecodeMcu(x, y, block);
                }

                if (_bits.IsExhausted)
                {
                    throw new InvalidDataException("its compressed data ends early");
                }
            }
        }

        return _bits.Position;
    }

    private void DecodeMcu(int mcuX, int mcuY, scoped Span<short> block)
    {
        foreach (JpegScanComponent part in _scan.Components)
        {
            JpegComponent component = part.Component;
            for (int v = 0; v < component.VerticalSampling; v++)
            {
                for (int h = 0; h < component.HorizontalSampling; h++)
                {
                    DecodeBlock(part, (mcuX * component.HorizontalSampling) + h, (mcuY * component.VerticalSampling) + v, block);
                }
            }
        }
    }

    private void DecodeBlock(JpegScanComponent part, int blockX, int blockY, scoped Span<short> block)
    {
        JpegComponent component = part.Component;
        if (_frame.IsProgressive)
        {
            _progressive.Decode(ref _bits, part, component.Coefficients(blockX, blockY));
            return;
        }

        bool isConstant = JpegSequentialBlocks.Decode(ref _bits, part, block);
        Span<byte> samples = component.BlockSamples(blockX, blockY);
        if (isConstant)
        {
            JpegInverseDct.TransformConstant(block[0], component.Steps![0], samples, component.Stride);
        }
        else
        {
            JpegInverseDct.Transform(block, component.Steps, samples, component.Stride);
        }
    }

    private void Restart(int number)
    {
        _bits.PassRestart((byte)(JpegMarker.FirstRestart + (number & 7)));
        _progressive.Restart();
        foreach (JpegScanComponent part in _scan.Components)
        {
            part.Prediction = 0;
        }
    }
}
