/**
 * The modules of Python's standard library: whatever stands in a tree under one of these names, an absolute import of it
 * is Python's own. One list for all versions from 3.9 to 3.14, so that a name that one of them has dropped (`imp`) or
 * has got (`tomllib`) means the same in every repository. Made from `sys.stdlib_module_names` and the folders of the
 * library; without test packages, and of submodules only those that are public.
 */

import { largest } from '../text/lists.ts';

const TOP_LEVEL = `
__future__ _abc _aix_support _android_support _apple_support _ast _ast_unparse _asyncio _bisect _blake2
_bootlocale _bootsubprocess _bz2 _codecs _codecs_cn _codecs_hk _codecs_iso2022 _codecs_jp _codecs_kr _codecs_tw
_collections _collections_abc _colorize _compat_pickle _compression _contextvars _crypt _csv _ctypes _curses
_curses_panel _datetime _dbm _decimal _elementtree _frozen_importlib _frozen_importlib_external _functools _gdbm
_hashlib _heapq _hmac _imp _interpchannels _interpqueues _interpreters _io _ios_support _json _locale _lsprof
_lzma _markupbase _md5 _msi _multibytecodec _multiprocessing _opcode _opcode_metadata _operator _osx_support
_overlapped _peg_parser _pickle _posixshmem _posixsubprocess _py_abc _py_warnings _pydatetime _pydecimal _pyio
_pylong _pyrepl _queue _random _remote_debugging _scproxy _sha1 _sha2 _sha256 _sha3 _sha512 _signal
_sitebuiltins _socket _sqlite3 _sre _ssl _stat _statistics _string _strptime _struct _suggestions _symtable
_sysconfig _thread _threading_local _tkinter _tokenize _tracemalloc _types _typing _uuid _warnings _weakref
_weakrefset _winapi _wmi _zoneinfo _zstd abc aifc annotationlib antigravity argparse array ast asynchat asyncio
asyncore atexit audioop base64 bdb binascii binhex bisect builtins bz2 cProfile calendar cgi cgitb chunk cmath
cmd code codecs codeop collections colorsys compileall compression concurrent configparser contextlib
contextvars copy copyreg crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest
email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch formatter fractions ftplib
functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib
imaplib imghdr imp importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale logging lzma
mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt
ntpath nturl2path numbers opcode operator optparse os ossaudiodev parser pathlib pdb pickle pickletools pipes
pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc
pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched secrets select
selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile
sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau symbol symtable sys
sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap this threading time timeit tkinter token
tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uu
uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport
zlib zoneinfo
`;

/** Submodules by their package; those of `encodings`, `idlelib` and `lib2to3` are nothing that programs import. */
const SUBMODULES = {
  asyncio:
    'base_events base_futures base_subprocess base_tasks constants coroutines events exceptions format_helpers ' +
    'futures graph locks log mixins proactor_events protocols queues runners selector_events sslproto staggered ' +
    'streams subprocess taskgroups tasks threads timeouts tools transports trsock unix_events windows_events ' +
    'windows_utils',
  collections: 'abc',
  compression: 'bz2 gzip lzma zlib zstd',
  concurrent: 'futures interpreters',
  'concurrent.futures': 'interpreter process thread',
  ctypes: 'macholib util wintypes',
  'ctypes.macholib': 'dyld dylib framework',
  curses: 'ascii has_key panel textpad',
  dbm: 'dumb gnu ndbm sqlite3',
  distutils:
    'archive_util bcppcompiler ccompiler cmd command config core cygwinccompiler debug dep_util dir_util dist ' +
    'errors extension fancy_getopt file_util filelist log msvc9compiler msvccompiler spawn sysconfig text_file ' +
    'unixccompiler util version versionpredicate',
  'distutils.command':
    'bdist bdist_dumb bdist_msi bdist_rpm bdist_wininst build build_clib build_ext build_py build_scripts check ' +
    'clean config install install_data install_egg_info install_headers install_lib install_scripts register ' +
    'sdist upload',
  email:
    'base64mime charset contentmanager encoders errors feedparser generator header headerregistry iterators ' +
    'message mime parser policy quoprimime utils',
  'email.mime': 'application audio base image message multipart nonmultipart text',
  html: 'entities parser',
  http: 'client cookiejar cookies server',
  importlib: 'abc machinery metadata readers resources simple util',
  'importlib.metadata': 'diagnose',
  'importlib.resources': 'abc readers simple',
  json: 'decoder encoder scanner tool',
  logging: 'config handlers',
  multiprocessing:
    'connection context dummy forkserver heap managers pool popen_fork popen_forkserver popen_spawn_posix ' +
    'popen_spawn_win32 process queues reduction resource_sharer resource_tracker shared_memory sharedctypes ' +
    'spawn synchronize util',
  'multiprocessing.dummy': 'connection',
  os: 'path',
  pathlib: 'types',
  sqlite3: 'dbapi2 dump',
  string: 'templatelib',
  tkinter:
    'colorchooser commondialog constants dialog dnd filedialog font messagebox scrolledtext simpledialog tix ' + 'ttk',
  unittest: 'async_case case loader main mock result runner signals suite util',
  urllib: 'error parse request response robotparser',
  wsgiref: 'handlers headers simple_server types util validate',
  xml: 'dom etree parsers sax',
  'xml.dom': 'NodeFilter domreg expatbuilder minicompat minidom pulldom xmlbuilder',
  'xml.etree': 'ElementInclude ElementPath ElementTree cElementTree',
  'xml.parsers': 'expat',
  'xml.sax': 'expatreader handler saxutils xmlreader',
  xmlrpc: 'client server',
};

let names: ReadonlySet<string> | undefined;
let longest = 0;

/** Whether a dotted name is a module of the standard library. */
export function isStandardModule(name: string): boolean {
  names ??= allNames();
  // Paths are asked for by the hundred thousand, and to look one up is to hash it.
  return name.length <= longest && names.has(name);
}

function allNames(): ReadonlySet<string> {
  const all = [
    ...TOP_LEVEL.trim().split(/\s+/),
    ...Object.entries(SUBMODULES).flatMap(([above, below]) => below.split(' ').map((one) => `${above}.${one}`)),
  ];
  longest = largest(all.map((name) => name.length));
  return new Set(all);
}
