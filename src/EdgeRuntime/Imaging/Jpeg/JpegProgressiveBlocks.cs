namespace RsdtrEdge.Runtime.Imaging.Jpeg;

/// <summary>Blocks of the progressive process: first and refining scans of DC and AC coefficients (ITU-T T.81, G.1.2 and G.2).</summary>
internal struct JpegProgressiveBlocks(JpegScan scan)
{
    // Blocks still to come in a run of blocks whose band holds nothing new (an "end of band" run).
    private int _endOfBandRun;

    /// <summary>Forgets what a restart ends.</summary>
    public void Restart() => _endOfBandRun = 0;

    /// <summary>Adds what the scan says of a block to its coefficients.</summary>
    public void Decode(ref JpegBitReader bits, JpegScanComponent part, Span<short> block)
    {
        if (scan.SpectralStart == 0)
        {
            if (scan.ApproximationHigh == 0)
            {
                part.Prediction += JpegSequentialBlocks.DecodeDifference(ref bits, part.Dc!);
                block[0] = (short)(part.Prediction << scan.ApproximationLow);
            }
            else
            {
                bits.Fill();
                block[0] |= (short)(bits.Read(1) << scan.ApproximationLow);
            }
        }
        else if (scan.ApproximationHigh == 0)
        {
            DecodeFirst(ref bits, part.Ac!, block);
        }
        else
        {
            DecodeRefinement(ref bits, part.Ac!, block);
        }
    }

    private void DecodeFirst(ref JpegBitReader bits, JpegHuffmanTable table, Span<short> block)
    {
        if (_endOfBandRun > 0)
        {
            _endOfBandRun--;
            return;
        }

        ReadOnlySpan<byte> toNatural = JpegZigZag.ToNatural;
        for (int k = scan.SpectralStart; k <= scan.SpectralEnd; k++)
        {
            bits.Fill();
            int symbol = table.Decode(ref bits);
            int run = symbol >> 4;
            int category = symbol & 15;
            if (category == 0)
            {
                if (run != 15)
                {
                    // This block is the run's first.
                    _endOfBandRun = ReadRun(ref bits, run) - 1;
                    return;
                }

                k += 15;
                continue;
            }

            k += run;
            if (k > scan.SpectralEnd)
            {
                throw new InvalidDataException("a block has more coefficients than its band");
            }

            block[toNatural[k]] = (short)(bits.ReadSigned(category) << scan.ApproximationLow);
        }
    }

    private void DecodeRefinement(ref JpegBitReader bits, JpegHuffmanTable table, Span<short> block)
    {
        ReadOnlySpan<byte> toNatural = JpegZigZag.ToNatural;
        int k = scan.SpectralStart;
        short one = (short)(1 << scan.ApproximationLow);
        if (_endOfBandRun == 0)
        {
            for (; k <= scan.SpectralEnd; k++)
            {
                bits.Fill();
                int symbol = table.Decode(ref bits);
                int run = symbol >> 4;
                short value = 0;
                switch (symbol & 15)
                {
                    case 0 when run != 15:
                        _endOfBandRun = ReadRun(ref bits, run);
                        break;
                    case 0:
                        break;
                    case 1:
                        value = bits.Read(1) != 0 ? one : (short)-one;
                        break;
                    default:
                        throw new InvalidDataException("a refinement adds more than one bit to a coefficient");
                }

                if (_endOfBandRun > 0)
                {
                    break;
                }

                // Pass over the run's zero coefficients; each nonzero one on the way takes a correction bit.
                for (; k <= scan.SpectralEnd; k++)
                {
                    ref short coefficient = ref block[toNatural[k]];
                    if (coefficient != 0)
                    {
                        Correct(ref bits, ref coefficient, one);
                    }
                    else if (run-- == 0)
                    {
                        coefficient = value;
                        break;
                    }
                }

                if (k > scan.SpectralEnd && value != 0)
                {
                    throw new InvalidDataException("a block has more coefficients than its band");
                }
            }
        }

        if (_endOfBandRun > 0)
        {
            for (; k <= scan.SpectralEnd; k++)
            {
                ref short coefficient = ref block[toNatural[k]];
                if (coefficient != 0)
                {
                    Correct(ref bits, ref coefficient, one);
                }
            }

            _endOfBandRun--;
        }
    }

    /// <summary>Reads the length of an end-of-band run of the class 2^<paramref name="size"/> (ITU-T T.81, table G.1).</summary>
    private static int ReadRun(ref JpegBitReader bits, int size) => (1 << size) + (size == 0 ? 0 : bits.Read(size));

    private static void Correct(ref JpegBitReader bits, ref short coefficient, short one)
    {
        bits.Fill();

        // A bit already set marks damaged data; adding it again would carry into the bits above.
        if (bits.Read(1) != 0 && (coefficient & one) == 0)
        {
            coefficient += coefficient > 0 ? one : (short)-one;
        }
    }
}
