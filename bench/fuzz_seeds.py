"""Whole files from which bench/fuzz.py makes broken ones, and what their formats are made of. All of it is invented."""

from __future__ import annotations

import json

from made_pdf import Words, make_pdf, set_column
from reading import HTML as PAGE
from reading import STORY
from web_archives import HTML_PART, PICTURE, QUOTED, mhtml, quoted

_LD = {
    "@context": "https://schema.org", "@graph": [{"@type": "NewsArticle", "headline": "Truce broken in Oster",
    "datePublished": "2031-04-05T06:07:08+02:00", "author": [{"@type": "Person", "name": "Jon Reed"}]}],
}  # fmt: skip
_PARAGRAPHS = "".join(
    f"<p>On day {day} the ministry said that {day + 2} people died in the valley of Oster, and that <a href='/n/{day}'>"
    "Harbour Radio</a> had been told so by Ana Lund, the mayor, who saw it.</p>"
    for day in range(8)
)
HTML = (
    PAGE.encode(),
    f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Truce broken</title>"
    f"<script type='application/ld+json'>{json.dumps(_LD)}</script><base href='https://harbour.example/'></head>"
    "<body><div id=main><h1>Truce broken</h1>"
    f"<time datetime='2031-04-05'>5 April 2031</time>{_PARAGRAPHS}<ul><li>One<li>Two</ul></div></body></html>".encode(),
    f"<html><body><table border=1><tr><td colspan=3>Head<td rowspan=2>Side</tr><tr><td>{STORY}<td><table><tr><td>x"
    f"</table></tr></table><pre>  kept \n as it\tis </pre>{_PARAGRAPHS}<hr><form><input><select><option>a<option>b"
    "</select><button>Send</button></form></body></html>".encode(),
    f"<html xmlns='http://www.w3.org/1999/xhtml' xml:lang='en'><head><title/></head><body><p>{STORY}<br/>{STORY}</p>"
    "<svg><text>no</text></svg><math><mi>x</mi></math><noscript><p>no script</p></noscript><!-- c --><p hidden>h</p>"
    "<p style='display:none'>no</p><iframe src=x>frame</iframe><details><summary>s</summary>d</details></body></html>"
    .encode(),
    "<html><head><meta http-equiv=content-type content='text/html; charset=windows-1251'></head><body><p>Перемирие "
    "нарушено, сказал министр во вторник.</p><p dir=rtl>قالت الوزارة إن الهدنة انتهكت</p></body></html>"
    .encode("cp1251", "replace"),
)  # fmt: skip
HTML_TOKENS = (
    b"<div>", b"</div>", b"<p>", b"</p>", b"<b>", b"<i>", b"<font>", b"</font>", b"<table>", b"<tr>", b"<td>",
    b"<td colspan=999999999 rowspan=999999999>", b"<td colspan=-1>", b"<colgroup span=99999999>", b"</table>", b"<ul>",
    b"<li>", b"<a href='", b"<a href=x>", b"</a>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?xml version='1.0'?>",
    b"<!doctype html>", b"<script>", b"</script>", b"<script type='application/ld+json'>", b"<style>", b"<plaintext>",
    b"<textarea>", b"<title>", b"<svg>", b"<math>", b"<template>", b"<pre>", b"</pre>", b"<br>", b"<br/>", b"<hr>",
    b"<blockquote>", b"<h1>", b"</h1>", b"<article>", b"</article>", b"<main>", b"<nav>", b"<footer>", b"<form>",
    b"<select>", b"<option>", b"<frameset>", b"<frame src=x>", b"<body>", b"</body>", b"<html>", b"</html>", b"<head>",
    b"<meta charset=utf-16>", b"<meta charset=utf-7>", b"<meta name=author content='", b"<p hidden>", b"&#x110000;",
    b"<meta property=article:published_time content='99999-99-99T99:99:99+99:99'>", b"<time datetime='0000-00-00'>",
    b"<meta name=date content='2031-02-31'>", b"<link rel=canonical href='http://[::1'>", b"<html lang='", b"<a><a>",
    b"{\"@type\": [", b"[[[[[[[[[[", b"{\"@graph\": {\"@graph\": ", b"\"datePublished\": 1e999, ", b"&nbsp", b"&amp;",
    b"<p style='display : none", b"<p/hidden>", b"<p a a a a=b>", b"<x:y z:w='1'>", b"<\xff>", b"<p\x00q>", b"</", b"<",
    b"\xe2\x80\x8f", b"By Jon Reed", b"5 April 2031", b"words and more words said so. ", b"\xc2\xa0", b"\n", b" ",
    b"<!DOCTYPE x [<!ENTITY a 'bb'><!ENTITY c '&a;&a;&a;'>]>&c;", b"alert('<p>no</p>')", b"<p>" + STORY.encode(),
    b"<figure><img src='data:image/png;base64,AAAA'><figcaption>", b"<o:p>", b"<center>", b"<marquee>", b"<wbr>",
    b"<div class='comment related share'>", b"<div id='" + b"x" * 3000 + b"'>", b"<ruby>a<rt>b", b"<dl><dt>a<dd>b",
)  # fmt: skip
TEXTS = (
    f"Truce broken in Oster\n\nBy Jon Reed\n5 April 2031\n\n{STORY} {STORY}\n\nNobody else confirmed it.\n".encode(),
    "\n".join([
        "Harbour Radio", "Home", "World", "Politics", "Sign in", "Subscribe to our newsletter",
        "Mill burns down in Oster",
        "Published: Sat, 05 Apr 2031 06:07 GMT", "Ana Lund", f"OSTER, April 5 (Harbour Wire) — {STORY}",
        "“We saw it with our own eyes,” the mayor said on Tuesday. “Nobody else did, and nobody will tell you.”",
        "Related articles", "Leave a Reply", "Your email address will not be published.", "Share this:", "Facebook",
        "All rights reserved © 2031 Harbour Radio", "Read more", "Advertisement", "Truce holds in the north",
        "May 9, 2031 - 10:20 am", f"According to {STORY} The ministry said that three people had died that night.",
        "window.dataLayer = window.dataLayer || []; function gtag(){dataLayer.push(arguments);}", "3 comments",
        "Next »",
    ]).encode(),
    "قالت الوزارة إن الهدنة انتهكت يوم الثلاثاء وإن ثلاثة أشخاص قتلوا في الوادي.\nПеремирие нарушено, сказал министр.\n"
    "休戦は破られた、と大臣は言った。\n".encode(),
    b"4/5/2031\n05.04.2031\n2031-04-05T06:07:08Z\nApril 2031\nMon 5th of April, 2031 | 10:20 p.m. EST\n"
    b"Updated: 13/13/2031\n",
    ("word " * 400 + "\n" + "A" * 500 + ", " + "By " * 50 + "\n" + "Jon Reed, " * 40).encode(),
)  # fmt: skip
TABLES = (
    f'id,title,text,date,source\n1,Truce,"{STORY}",4/5/2031,Harbour Radio\n2,Mill,"a ""b"" c\nd",4/15/2031,x\n'
    .encode(),
    f"id\ttext\n1\t{STORY}\n2\t\n\n3\tlong {'words ' * 100}\n".encode(),
    f"text|url\r\n{STORY}|https://harbour.example/1\r\nzwei|x\r\n".encode(),
    "text;author\nПеремирие;Анна\n".encode("cp1251"), f"text\n{STORY}\n".encode("utf-16"),
)  # fmt: skip
_ROW = {"id": 1, "title": "Truce", "text": STORY, "date": "4/5/2031", "tags": ["a", 1, None], "url": "x", "author": {}}
JSON = (
    (json.dumps(_ROW) + "\n" + json.dumps({**_ROW, "id": "b", "date": 1}) + "\n").encode() * 2,
    json.dumps([_ROW, {**_ROW, "text": None}, {**_ROW, "text": "\u202e\ud800 x"}]).encode(),
    json.dumps({"articles": [_ROW, _ROW], "count": 2}).encode(),
    b'{"text": "one"}\r\n[]\r\nnull\r\n"x"\r\n{"text": 5}\n',
    b'{"body": "' + b"w " * 2000 + b'", "published_at": 1e9, "source": {"name": "Harbour"}}\n',
)  # fmt: skip
FEEDS = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    f"<channel><title>Harbour Radio</title><item><title>Truce</title><link>https://harbour.example/1</link><guid>1</guid>"
    f"<pubDate>Sat, 05 Apr 2031 06:07:00 GMT</pubDate><content:encoded><![CDATA[<p>{STORY}</p><table><tr><td>x]]>"
    f"</content:encoded></item><item><description>&lt;b&gt;{STORY}</description></item></channel></rss>".encode(),
    f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://harbour.example/"><title>H</title><entry><id>'
    f'u:1</id><updated>2031-04-05T06:07:08Z</updated><author><name>Ana Lund</name></author><content type="xhtml"><div '
    f'xmlns="http://www.w3.org/1999/xhtml"><p>{STORY}</p></div></content></entry><entry><content type="text">a &lt; b'
    '</content></entry><entry><content type="application/octet-stream" mode="base64">eHh4eA==</content></entry></feed>'
    .encode(),
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://'
    f'purl.org/dc/elements/1.1/"><item rdf:about="x"><title>t</title><dc:date>2031-04</dc:date><description>{STORY}'
    "</description></item></rdf:RDF>".encode(),
)  # fmt: skip
_MAIL = (
    "From: Ana Lund <ana@harbour.example>\r\nTo: desk@harbour.example\r\nSubject: =?utf-8?Q?Truce_br=C3=B6ken?=\r\n"
    "Date: Sat, 5 Apr 2031 08:07:08 +0200\r\nMessage-ID: <1@harbour.example>\r\nMIME-Version: 1.0\r\n"
)
_ALTERNATIVE = (
    f'{_MAIL}Content-Type: multipart/alternative; boundary="=_b"\r\n\r\n--=_b\r\nContent-Type: text/plain'
    f"; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{STORY}=20\r\n=3D\r\n--=_b\r\n"
    f"Content-Type: text/html\r\n\r\n{PAGE}\r\n--=_b--\r\n"
)
EML = (
    f"{_MAIL}Content-Type: text/plain; charset=utf-8\r\n\r\n{STORY}\r\n\r\n> quoted {STORY}\r\n".encode(),
    _ALTERNATIVE.encode(),
    f'{_MAIL}Content-Type: multipart/mixed; boundary=b2\r\n\r\n--b2\r\nContent-Type: text/html\r\n\r\n<p>{STORY}\r\n'
    "--b2\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--b2\r\n"
    f"Content-Type: message/rfc822\r\n\r\n{_ALTERNATIVE}\r\n--b2--\r\n".encode(),
)  # fmt: skip
MHTML = (
    mhtml([(QUOTED, quoted(PAGE)), PICTURE]), mhtml([(HTML_PART, HTML[1])]),
    mhtml([PICTURE, (HTML_PART.replace("text/html", "text/plain"), STORY.encode())], boundary="b"), EML[1],
)  # fmt: skip
PDF = (
    make_pdf([set_column(f"{STORY} {STORY}"), set_column(STORY)], info={"Title": "Truce", "Author": "Jon Reed"}),
    make_pdf([[Words(72, 700, STORY, 20), Words(300, 30, "Page 1", 9)]], info={"CreationDate": "D:2031"}),
    make_pdf([[]], picture=True), make_pdf([set_column(STORY)], tail=b"\nq 1 0 0 1 0 0 cm /Im0 Do Q"),
)  # fmt: skip
PDF_TOKENS = (
    b"0", b"-1", b"4294967295", b"1 0 R", b"2 0 R", b"6 0 R", b"<<", b">>", b"[", b"]", b"null", b"/Kids [2 0 R 2 0 R]",
    b"obj", b"endobj", b"stream\n", b"endstream", b"/Filter [/FlateDecode /FlateDecode]", b"/Filter /LZWDecode",
    b"/Length 99999999", b"/Parent 2 0 R", b"/Count 2000000000", b"/MediaBox [0 0 1e38 -1e38]", b"/ToUnicode 6 0 R",
    b"/Encoding << /Differences [0 /a /b] >>", b"trailer", b"startxref\n0", b"xref\n0 99999999\n", b"%%EOF", b"(", b")",
    b"/Encrypt 3 0 R", b" Tj", b"TJ", b" Tf", b"BT", b"ET", b"q ", b" Do", b"1e99 Tf", b"/ObjStm", b"/Prev 9", b"\x00",
)  # fmt: skip
#: Fields of a WARC record that turn its reading.
FIELDS = (
    ("WARC_Truncated", "length"), ("WARC_Segment_Number", "1"), ("WARC_Segment_Number", "2"), ("Content_Length", "5"),
    ("WARC_Segment_Origin_ID", "<urn:uuid:00000001-0000-4000-8000-000000000000>"), ("WARC_Segment_Total_Length", "9"),
    ("WARC_Segment_Number", "999999999999"), ("WARC_Segment_Number", "x"), ("WARC_Segment_Total_Length", "-1"),
    ("WARC_Block_Digest", "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"), ("WARC_Payload_Digest", "sha256:" + "0" * 64),
    ("WARC_Payload_Digest", "md5:x"), ("WARC_Block_Digest", "sha1:"), ("WARC_Block_Digest", ":" * 300),
    ("WARC_Identified_Payload_Type", "text/html"), ("WARC_Target_URI", "http://[::1"), ("WARC_Date", "x"),
    ("WARC_Record_ID", "x" * 400), ("WARC_Type", "response"),
)  # fmt: skip
TOKENS: dict[str, tuple[bytes, ...]] = {
    "text": (
        b"By Jon Reed\n", b"5 April 2031\n", b"Published on ", b"\n\n", b"\r", b"Read more\n", b"Leave a Reply\n",
        b"\xe2\x80\x9c", b"\xe2\x80\x9d", b'"', b". ", b"OSTER, April 5 (Wire) - ", b"<html>", b"WARC/1.0\r\n",
        b"PK\x03\x04",
        b"%PDF-", b"\t", b"| ", b"A" * 300, b"\xd9\x82\xd8\xa7\xd9\x84 ", STORY.encode(), b"99999999/99/2031 ",
        b"-" * 200,
    ),
    "table": (b'"', b'""', b",", b"\t", b";", b"|", b"\n", b"\r\n", b"\r", b'\n"', b'",', b"text,", b"\x00", b'"' * 33,
              b"id,text,text,text\n", b"=cmd()", b"," * 500),
    "json": (b"{", b"}", b"[", b"]", b",", b":", b'"', b'"text":', b"null", b"true", b"NaN", b"-Infinity", b"1e999",
             b"9" * 5000, b'"\\ud800"', b'"\\u0000"', b"\n", b'{"text":' * 5, b"[" * 50, b'"id": {}', b'"text": 1',
             b"\\"),
    "parquet": (b"PAR1", b"\x00" * 8, b"\xff" * 8, b"\x15", b"\x19\x4c", b"\x80\x80\x80\x80\x0f", b"text", b"schema"),
    "feed": (
        b"<item>", b"</item>", b"<entry>", b"</entry>", b"<title>", b"<link>", b"<link href='http://[::1'/>", b"<guid>",
        b"<pubDate>99 Foo 99999</pubDate>", b"<updated>0000-13-99T99:99:99Z</updated>", b"<content:encoded>",
        b"<![CDATA[",
        b"]]>", b"&lt;", b"&nbsp;", b"<media:content url='x'>", b"<content type='xhtml'>", b"<content type='base64'>",
        b"<div>",
        b"<!DOCTYPE r [<!ENTITY a 'bbbb'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]>", b"&c;", b"&b;&b;",
        b"<rss>",
        b"<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", b"&x;", b"<georss:point>1", b"<gml:posList>1 2 3",
        b"<?xml version='1.0' encoding='utf-7'?>", b"<?xml encoding='no-such'?>", b"<author>", b"<name>",
        b"xml:base='http://['",
        b"<itunes:duration>x", b"<psc:chapter start='9:9:9:9'>", b"<category term='", b"<source>",
        b"<p><script>x</script>",
        b"<georss:polygon>1 1 1", b"<dc:date>", b"<feed>", b"<channel>", b"<wfw:commentRss>", b"<enclosure length='x'>",
    ),
    "mail": (
        b"Content-Type: multipart/related; boundary=x\r\n", b"Content-Transfer-Encoding: x-uuencode\r\n", b"=?utf-8?B?",
        b"Content-Transfer-Encoding: base64\r\n", b"charset=utf-7", b"; start*0=\"\xff", b"\r\n------=_Part_1\r\n",
        b"\r\n------=_Part_1--\r\n", b"\r\n--=_b\r\n", b"\r\n--b2\r\n", b"--\r\n", b"\r\n\r\n", b"\n\n",
        b"=?x?Q?=FF?=", b"=\r\n",
        b"Content-Type: text/html; charset*=utf-16''x; charset=\"\xff\r\n", b"Content-Type: message/rfc822\r\n\r\n",
        b"(((((",
        b"Content-Type: multipart/mixed; boundary=\"\"\r\n", b"Date: 99 Foo 99999 99:99:99 +9999\r\n",
        b"From: <<<>>>,\"\r\n",
        b"Content-Type: multipart/alternative; boundary=\"=_b\"\r\n\r\n", b"Subject: =?utf-16?B?//8=?=\r\n", b"=3D=",
        b"\r",
        b"Content-Type: text/plain; charset=idna\r\n", b"boundary*0=a; boundary*1=b; boundary*2*=%ff", b"\x00", b"Bcc:",
        b"Content-Disposition: attachment; filename=\"a.html\"\r\n", b"begin 644 x\r\n", b"name*=''%",
        b"Content-ID: <\r\n",
    ),
    "warc": (
        b"WARC/1.0\r\n", b"WARC/1.1\r\nWARC-Type: response\r\n", b"Content-Length: 99999999999\r\n", b"WARC/",
        b"<html>",
        b"Content-Length: -1\r\n", b"\r\n\r\n", b"\n", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18",
        b"br, br\r\n",
        b"HTTP/1.1 200 OK\r\n", b"Content-Encoding: gzip\r\n", b"Content-Encoding: br\r\n", b"0\r\n", b"fffffff\r\n",
        b"\x00" * 64,
        b"Transfer-Encoding: chunked\r\n", b"WARC-Type: continuation\r\nWARC-Segment-Number: 2\r\n",
        b"\x50\x2a\x4d\x18\xff\xff\xff\xff",
        b"WARC-Segment-Origin-ID: <urn:uuid:00000001-0000-4000-8000-000000000000>\r\n", b"WARC-Type: conversion\r\n",
        b"WARC-Payload-Digest: sha256:0\r\n", b"WARC-Block-Digest: sha1:A\r\n", b"filedesc://",
        b"WARC-Truncated: time\r\n",
    ),
    "zip": (
        b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07", b"\x01\x00\x10\x00" + b"\xff" * 16,
        b"../",
        b"ustar\x0000", b"ustar  \x00", b"././@LongLink", b"30 path=../x\n", b"99999999999 size=5\n",
        b"\x80" + b"\xff" * 11, b"GNU.sparse",
        b"GNU.sparse.map=0,9999999999999\n", b"7777777777\x00", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00",
        b"\x00" * 512, b"L", b"x", b"S",
    ),
}  # fmt: skip
