import hooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const tauri = { group: ['@tauri-apps/*'], message: 'Only src/host talks to Tauri.' };
const app = { group: ['@/app', '@/app/**'], message: 'Imports go shared, features, app: one way.' };
const features = { group: ['@/features/**'], message: 'Imports go shared, features, app: one way.' };
const upwards = { group: ['../**'], message: 'Across folders, import by "@/…", so that the direction shows.' };
const dev = { group: ['@/dev/**', '@/host/fake'], message: 'Scripted worlds never ship.' };
const imports = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

const WORD = '/[A-Za-z]/';
const literalWords = [
  `JSXText[value=${WORD}]`,
  `JSXElement > JSXExpressionContainer > Literal[value=${WORD}]`,
  `JSXElement > JSXExpressionContainer > TemplateLiteral > TemplateElement[value.raw=${WORD}]`,
  `JSXAttribute[name.name=/^(label|title|placeholder|alt|description|aria-label|aria-description|error)$/] > Literal[value=${WORD}]`,
].map((selector) => ({ selector, message: 'Words live in src/words.' }));

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'src/bindings'] },
  ...tseslint.configs.recommended,
  { files: ['**/*.{js,mjs}'], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': hooks },
    languageOptions: { globals: globals.browser },
    rules: {
      ...hooks.configs.recommended.rules,
      ...imports(tauri, dev, upwards),
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-syntax': ['error', ...literalWords],
      'no-console': 'error',
    },
  },
  { files: ['src/{components,queries,theme,words}/**'], rules: imports(tauri, dev, app, features, upwards) },
  { files: ['src/features/**'], rules: imports(tauri, dev, app, features, upwards) },
  { files: ['src/host/**'], rules: imports(app, features, upwards) },
  { files: ['src/dev/**', 'src/test/**', 'src/**/*.test.{ts,tsx}'], rules: { ...imports(tauri, upwards), 'no-restricted-syntax': 'off' } },
);
