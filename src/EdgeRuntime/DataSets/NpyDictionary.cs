using System.Globalization;

namespace RsdtrEdge.Runtime.DataSets;

/// <summary>
/// The Python dictionary literal in an array's header: exactly the keys <c>descr</c> (a string), <c>fortran_order</c> (True or False) and <c>shape</c> (a tuple of
/// sizes), in any order.
/// </summary>
internal sealed class NpyDictionary
{
    private const int MaximumRank = 32;

    private readonly string _text;
    private int _position;
    private string? _type;
    private bool? _isFortranOrder;
    private List<long>? _shape;

    private NpyDictionary(string text) => _text = text;

    public string Type => _type!;

    public bool IsFortranOrder => _isFortranOrder!.Value;

    public IReadOnlyList<long> Shape => _shape!;

    /// <exception cref="InvalidDataException">It is not such a literal.</exception>
    public static NpyDictionary Parse(string text)
    {
        NpyDictionary dictionary = new(text);
        dictionary.ReadAll();
        return dictionary;
    }

    private void ReadAll()
    {
        Expect('{');
        while (!TryTake('}'))
        {
            string key = ReadString();
            Expect(':');
            switch (key)
            {
                case "descr" when _type is null:
                    _type = ReadString();
                    break;
                case "fortran_order" when _isFortranOrder is null:
                    _isFortranOrder = ReadTruth();
                    break;
                case "shape" when _shape is null:
                    _shape = ReadTuple();
                    break;
                default:
                    throw Damaged($"the key '{key}'");
            }

            if (!TryTake(','))
            {
                Expect('}');
                break;
            }
        }

        if (_type is null || _isFortranOrder is null || _shape is null)
        {
            throw Damaged("no 'descr', 'fortran_order' or 'shape'");
        }
    }

    private string ReadString()
    {
        SkipSpaces();
        char quote = _position < _text.Length ? _text[_position] : ' ';
        if (quote is not ('\'' or '"'))
        {
            // A list here describes records, which are no tensors.
            throw Damaged("something else where a string should be");
        }

        int end = _text.IndexOf(quote, _position + 1);
        if (end < 0)
        {
            throw Damaged("an unfinished string");
        }

        string value = _text[(_position + 1)..end];
        _position = end + 1;
        return value;
    }

    private bool ReadTruth()
    {
        SkipSpaces();
        foreach (string word in (ReadOnlySpan<string>)["True", "False"])
        {
            if (string.CompareOrdinal(_text, _position, word, 0, word.Length) == 0)
            {
                _position += word.Length;
                return word == "True";
            }
        }

        throw Damaged("neither True nor False for 'fortran_order'");
    }

    private List<long> ReadTuple()
    {
        List<long> sizes = [];
        Expect('(');
        while (!TryTake(')'))
        {
            SkipSpaces();
            int start = _position;
            while (_position < _text.Length && char.IsAsciiDigit(_text[_position]))
            {
                _position++;
            }

            if (sizes.Count == MaximumRank
                || !long.TryParse(_text.AsSpan(start, _position - start), NumberStyles.None, CultureInfo.InvariantCulture, out long size))
            {
                throw Damaged("a 'shape' that is no tuple of at most 32 sizes");
            }

            sizes.Add(size);
            if (!TryTake(','))
            {
                Expect(')');
                break;
            }
        }

        return sizes;
    }

    private void SkipSpaces()
    {
        while (_position < _text.Length && char.IsWhiteSpace(_text[_position]))
        {
            _position++;
        }
    }

    private bool TryTake(char character)
    {
        SkipSpaces();
        if (_position >= _text.Length || _text[_position] != character)
        {
            return false;
        }

        _position++;
        return true;
    }

    private void Expect(char character)
    {
        if (!TryTake(character))
        {
            throw Damaged($"no '{character}' where one should be");
        }
    }

    private InvalidDataException Damaged(string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"its header has {what} (character {_position})"));
}
