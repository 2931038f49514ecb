namespace RsdtrEdge.Runtime.Imaging.Jpeg;

/// <summary>Huffman-coded blocks of the sequential processes (ITU-T T.81, F.2.2).</summary>
internal static class JpegSequentialBlocks
{
    /// <summary>Decodes one block.</summary>
    /// <param name="bits">The scan's bits.</param>
    /// <param name="part">The component and its tables.</param>
    /// <param name="block">Receives the 64 quantized coefficients, row by row.</param>
    /// <returns>Whether all coefficients but the first are zero.</returns>
    public static bool Decode(ref JpegBitReader bits, JpegScanComponent part, scoped Span<short> block)
    {
        block.Clear();
        part.Prediction += DecodeDifference(ref bits, part.Dc!);
        block[0] = (short)part.Prediction;

        JpegHuffmanTable ac = part.Ac!;
        ReadOnlySpan<byte> toNatural = JpegZigZag.ToNatural;
        bool isConstant = true;
        for (int k = 1; k < 64; k++)
        {
            bits.Fill();
            int symbol = ac.Decode(ref bits);
            int run = symbol >> 4;
            int category = symbol & 15;
            if (category == 0)
            {
                if (run != 15)
                {
                    break;
                }

                // Sixteen zeros; the loop counts the last one.
                k += 15;
                continue;
            }

            k += run;
            if (k > 63)
            {
                throw new InvalidDataException("a block has more than 64 coefficients");
            }

            block[toNatural[k]] = (short)bits.ReadSigned(category);
            isConstant = false;
        }

        return isConstant;
    }

    /// <summary>Decodes the difference of a DC value from the one before.</summary>
    public static int DecodeDifference(ref JpegBitReader bits, JpegHuffmanTable dc)
    {
        bits.Fill();
        int category = dc.Decode(ref bits);
        if (category > 15)
        {
            throw new InvalidDataException("a DC difference has more than 15 bits");
        }

        return category == 0 ? 0 : bits.ReadSigned(category);
    }
}
